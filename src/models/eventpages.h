#pragma once

#include "analysis/analysisid.h"
#include "base/error.h"
#include "store/eventrows.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <list>
#include <map>
#include <vector>

class QFutureWatcherBase;

namespace reasonglass {

class AnalysisLibrary;

/// The events of one attempt as far as somebody looks at them: pages that are asked for when a row of theirs
/// is, and forgotten when others were looked at since. Never reads in the calling thread.
class EventPages : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 pageSize = 256; ///< events
    static constexpr std::size_t mostPages = 48;

    /// \a library must outlive this object.
    explicit EventPages(AnalysisLibrary &library, QObject *parent = nullptr);

    void setAttempt(AnalysisId id, int attempt);
    /// Nothing if the event's page is not here: it comes, and arrived() says so. Invalidated by any other
    /// call.
    const EventRow *at(qint64 index);
    /// The events from \a index on have come or changed since they were read.
    void forgetFrom(qint64 index);

    std::size_t pageCount() const { return m_pages.size(); }

signals:
    void arrived(qint64 firstIndex, qint64 count);
    void failed(const reasonglass::Error &error);

private:
    struct Page
    {
        std::vector<EventRow> rows;
        std::list<qint64>::iterator use; ///< in m_uses
    };

    void want(qint64 page);
    void askNext();
    void take(qint64 page, std::vector<EventRow> rows);
    void forget(qint64 page);

    AnalysisLibrary &m_library;
    AnalysisId m_id{};
    int m_attempt = 0;
    std::map<qint64, Page> m_pages;
    std::list<qint64> m_uses;    ///< pages, the latest used first
    std::deque<qint64> m_wanted; ///< the latest wanted first
    QPointer<QFutureWatcherBase> m_question;
};

} // namespace reasonglass
