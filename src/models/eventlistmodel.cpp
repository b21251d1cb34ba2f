#include "models/eventlistmodel.h"

#include "base/utf8.h"
#include "base/whenanswered.h"
#include "store/analysislibrary.h"

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int pageSize = 500;

constexpr std::array headers{"#"_L1, "ms"_L1, "gap ms"_L1, "type"_L1, "bytes"_L1};

/// The JSON's "type" where a server sends no `event:` line: found without reading the whole event.
QString typeOf(const Frame &frame)
{
    if (!frame.eventName.isEmpty())
        return decodeUtf8(frame.eventName);
    if (frame.kind == FrameKind::Body)
        return u"(whole answer)"_s;
    if (frame.kind == FrameKind::Refusal)
        return u"(error body)"_s;
    constexpr QByteArrayView key("\"type\"");
    const qsizetype at = frame.data.indexOf(key);
    const qsizetype open = at < 0 ? -1 : frame.data.indexOf('"', at + key.size());
    const qsizetype close = open < 0 ? -1 : frame.data.indexOf('"', open + 1);
    return close < 0 ? decodeUtf8(frame.data.left(32))
                     : decodeUtf8(frame.data.mid(open + 1, close - open - 1));
}

/// The JSON's "sequence_number", -1 where there is none: found without reading the whole event. Within a
/// text the quotes would be escaped.
qint64 sequenceNumberOf(const Frame &frame)
{
    constexpr QByteArrayView key("\"sequence_number\":");
    const qsizetype at = frame.data.indexOf(key);
    if (at < 0)
        return -1;
    const qsizetype from = at + key.size();
    qsizetype to = from;
    while (to < frame.data.size()
           && (frame.data[to] == ' ' || (frame.data[to] >= '0' && frame.data[to] <= '9')))
        ++to;
    bool ok = false;
    const qint64 number = frame.data.sliced(from, to - from).trimmed().toLongLong(&ok);
    return ok ? number : -1;
}

} // namespace

EventListModel::EventListModel(AnalysisLibrary &library, QObject *parent)
    : QAbstractTableModel(parent)
    , m_library(library)
{ }

void EventListModel::setAttempt(AnalysisId id, int attempt, Begins begins)
{
    if (m_id == id && m_attempt == attempt) {
        poll();
        return;
    }
    clear();
    beginResetModel();
    m_id = id;
    m_attempt = attempt;
    m_begins = begins;
    endResetModel();
    fetchMore({});
}

void EventListModel::setLastKnown(qint64 sequenceNumber)
{
    m_lastKnown = sequenceNumber;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

bool EventListModel::isRepeat(const Frame &frame) const
{
    const qint64 number = m_lastKnown < 0 ? -1 : sequenceNumberOf(frame);
    return number >= 0 && number <= m_lastKnown;
}

void EventListModel::clear()
{
    beginResetModel();
    m_frames.clear();
    m_id = {};
    m_attempt = 0;
    m_begins = Begins::WithTheResponse;
    m_lastKnown = -1;
    m_fetching = m_complete = false;
    ++m_generation;
    endResetModel();
}

void EventListModel::poll()
{
    m_complete = false;
    if (m_frames.size() < pageSize) // further pages come when the view asks for them
        fetchMore({});
}

bool EventListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_attempt > 0 && !m_fetching && !m_complete;
}

void EventListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_fetching = true;
    const auto take = [this, generation = m_generation](const Result<std::vector<Frame>> &page) {
        if (generation != m_generation)
            return;
        m_fetching = false;
        m_complete = !page || page->size() < pageSize;
        if (page)
            append(*page);
        else
            emit failed(page.error());
    };
    whenAnswered(m_library.frames(m_id, m_attempt, qint64(m_frames.size()), pageSize), this, take);
}

void EventListModel::append(std::vector<Frame> frames)
{
    if (frames.empty())
        return;
    const int first = int(m_frames.size()) + seamRows();
    beginInsertRows({}, first, first + int(frames.size()) - 1);
    m_frames.insert(m_frames.end(), std::make_move_iterator(frames.begin()),
                    std::make_move_iterator(frames.end()));
    endInsertRows();
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_frames.size()) + seamRows();
}

int EventListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(headers.size());
}

QVariant EventListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= int(headers.size()))
        return {};
    return QString(headers.at(size_t(section)));
}

QVariant EventListModel::text(size_t number, Column column) const
{
    const Frame &frame = m_frames.at(number);
    constexpr qint64 microsecondsPerMillisecond = 1000;
    switch (column) {
    case Column::Ordinal:
        return qint64(number);
    case Column::Time:
        return frame.arrivalUs / microsecondsPerMillisecond;
    case Column::Gap:
        return number == 0
            ? 0
            : (frame.arrivalUs - m_frames.at(number - 1).arrivalUs) / microsecondsPerMillisecond;
    case Column::Type:
        return typeOf(frame);
    case Column::Size:
        return frame.data.size();
    }
    Q_UNREACHABLE();
}

QVariant EventListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = Column(index.column());
    const bool isSeam = index.row() < seamRows();
    if (role == SeamRole)
        return isSeam;
    if (isSeam)
        return {};
    const auto number = size_t(index.row() - seamRows());
    if (role == Qt::DisplayRole)
        return text(number, column);
    if (role == RepeatRole)
        return isRepeat(m_frames.at(number));
    if (role == Qt::TextAlignmentRole && column != Column::Type)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    if (role == RawRole)
        return decodeUtf8(m_frames.at(number).data);
    return {};
}

} // namespace reasonglass
