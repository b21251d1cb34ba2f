#include "models/runlistmodel.h"

#include <algorithm>

namespace reasonglass {

using namespace std::chrono_literals;

namespace {

constexpr auto updateEvery = 250ms;
constexpr qsizetype progressLength = 120;

/// The part that was written to last, if a person can read it.
const TranscriptPart *lastPart(const Transcript &transcript)
{
    for (auto item = transcript.items.rbegin(); item != transcript.items.rend(); ++item) {
        if (!item->parts.empty())
            return &item->parts.back();
    }
    return nullptr;
}

bool isUnderWay(Phase phase)
{
    return phase != Phase::Idle && !isFinal(phase);
}

QString progress(const Transcript &transcript)
{
    const TranscriptPart *part = lastPart(transcript);
    return part ? part->text.right(progressLength).simplified() : QString();
}

} // namespace

RunListModel::RunListModel(QObject *parent)
    : QAbstractListModel(parent)
{
    m_tick.setInterval(updateEvery);
    connect(&m_tick, &QTimer::timeout, this, &RunListModel::update);
}

void RunListModel::add(AnalysisSession *session)
{
    if (find(session->id()).isValid()) {
        follow(session);
        return;
    }
    beginInsertRows({}, 0, 0);
    m_rows.insert(m_rows.begin(),
                  {.session = session, .id = session->id(), .title = session->record().title});
    endInsertRows();
    connect(session, &AnalysisSession::phaseChanged, this, [this, session] { follow(session); });
    connect(session, &QObject::destroyed, this, &RunListModel::remove);
    follow(session);
}

QModelIndex RunListModel::find(AnalysisId id) const
{
    const auto row = std::ranges::find(m_rows, id, &Row::id);
    return row == m_rows.end() ? QModelIndex() : index(int(row - m_rows.begin()));
}

/// The view hears of it with the next tick, however often the phase changes until then.
void RunListModel::follow(const AnalysisSession *session)
{
    const auto row = std::ranges::find(m_rows, session, &Row::session);
    row->stale = true;
    if (!m_tick.isActive())
        m_tick.start();
}

void RunListModel::update()
{
    bool anyRuns = false;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        Row &row = m_rows[i];
        const bool runs = isUnderWay(row.session->phase());
        anyRuns = anyRuns || runs;
        if (!runs && !row.stale)
            continue;
        row.stale = false;
        emit dataChanged(index(int(i)), index(int(i)));
    }
    if (!anyRuns)
        m_tick.stop();
}

void RunListModel::remove(const QObject *session)
{
    const auto row = std::ranges::find_if(m_rows, [session](const Row &r) { return r.session == session; });
    if (row == m_rows.end())
        return;
    const int place = int(row - m_rows.begin());
    beginRemoveRows({}, place, place);
    m_rows.erase(row);
    endRemoveRows();
}

int RunListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant RunListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const AnalysisSession &session = *row.session;
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case IdRole:
        return QVariant::fromValue(row.id);
    case ProviderIdRole:
        return session.request().providerId;
    case ModelIdRole: {
        const QString &named = session.transcript().model;
        return named.isEmpty() ? session.request().response.model : named;
    }
    case PhaseRole:
        return QVariant::fromValue(session.phase());
    case ElapsedRole:
        return qint64(session.elapsed().count());
    case ProgressRole:
        return progress(session.transcript());
    case SampleRole:
        return session.request().sample;
    default:
        return {};
    }
}

} // namespace reasonglass
