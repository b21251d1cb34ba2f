#include "models/eventlistmodel.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr std::array headers{"#"_L1, "ms"_L1, "gap ms"_L1, "type"_L1, "bytes"_L1};

QString typeName(const EventRow &event)
{
    switch (event.kind) {
    case FrameKind::Body:
        return u"(whole answer)"_s;
    case FrameKind::Refusal:
        return u"(error body)"_s;
    case FrameKind::Event:
    case FrameKind::Tail:
        return event.type;
    }
    Q_UNREACHABLE();
}

} // namespace

EventListModel::EventListModel(AnalysisLibrary &library, QObject *parent)
    : QAbstractTableModel(parent)
    , m_library(library)
    , m_pages(new EventPages(library, this))
{
    connect(m_pages, &EventPages::arrived, this, &EventListModel::tellArrived);
    connect(m_pages, &EventPages::failed, this, &EventListModel::failed);
}

QString EventListModel::placeholder()
{
    return u"…"_s;
}

void EventListModel::setAttempt(AnalysisId id, int attempt, Begins begins)
{
    if (m_id == id && m_attempt == attempt && m_begins == begins) {
        poll();
        return;
    }
    clear();
    beginResetModel();
    m_id = id;
    m_attempt = attempt;
    m_begins = begins;
    m_pages->setAttempt(id, attempt);
    endResetModel();
    poll();
}

void EventListModel::setLastKnown(qint64 sequenceNumber)
{
    if (m_lastKnown == sequenceNumber)
        return;
    m_lastKnown = sequenceNumber;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void EventListModel::clear()
{
    beginResetModel();
    m_pages->setAttempt({}, 0);
    m_id = {};
    m_attempt = 0;
    m_begins = Begins::WithTheResponse;
    m_lastKnown = -1;
    m_count = 0;
    delete m_question;
    endResetModel();
}

void EventListModel::poll()
{
    if (m_attempt <= 0 || m_question)
        return;
    m_question =
        whenAnswered(m_library.frameCount(m_id, m_attempt), this, [this](const Result<qint64> &count) {
            m_question = nullptr;
            if (count)
                setCount(*count);
            else
                emit failed(count.error());
        });
}

/// Events only come; a library that was repaired may have fewer.
void EventListModel::setCount(qint64 count)
{
    count = std::min(count, qint64(std::numeric_limits<int>::max()) - seamRows());
    if (count < m_count) {
        beginResetModel();
        m_pages->forgetFrom(0);
        m_count = count;
        endResetModel();
    } else if (count > m_count) {
        m_pages->forgetFrom(m_count); // a page that was not full
        beginInsertRows({}, int(m_count) + seamRows(), int(count) - 1 + seamRows());
        m_count = count;
        endInsertRows();
    }
}

void EventListModel::tellArrived(qint64 firstIndex, qint64 count)
{
    const qint64 end = std::min(firstIndex + count, m_count);
    if (end > firstIndex)
        emit dataChanged(index(int(firstIndex) + seamRows(), 0),
                         index(int(end) - 1 + seamRows(), columnCount() - 1));
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_count) + seamRows();
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

QVariant EventListModel::text(qint64 number, const EventRow *event, Column column) const
{
    constexpr qint64 microsecondsPerMillisecond = 1000;
    if (column == Column::Ordinal)
        return number;
    if (!event)
        return placeholder();
    switch (column) {
    case Column::Ordinal:
        break;
    case Column::Time:
        return event->arrivalUs / microsecondsPerMillisecond;
    case Column::Gap:
        return event->gapUs / microsecondsPerMillisecond;
    case Column::Type:
        return typeName(*event);
    case Column::Size:
        return event->bytes;
    }
    Q_UNREACHABLE();
}

bool EventListModel::isRepeat(const EventRow *event) const
{
    return event && event->sequenceNumber && *event->sequenceNumber >= 0
        && *event->sequenceNumber <= m_lastKnown;
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
    const qint64 number = index.row() - seamRows();
    switch (role) {
    case Qt::DisplayRole:
        return text(number, m_pages->at(number), column);
    case Qt::TextAlignmentRole:
        return column == Column::Type ? QVariant() : QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    case OrdinalRole:
        return number;
    case RepeatRole:
        return m_lastKnown >= 0 && isRepeat(m_pages->at(number));
    case LoadedRole:
        return m_pages->at(number) != nullptr;
    default:
        return {};
    }
}

} // namespace reasonglass
