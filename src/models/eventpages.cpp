#include "models/eventpages.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"

#include <algorithm>

namespace reasonglass {

namespace {

// A view shows rows of two pages. Who scrolled past more does not wait for those any longer.
constexpr std::size_t mostWanted = 4;

} // namespace

EventPages::EventPages(AnalysisLibrary &library, QObject *parent)
    : QObject(parent)
    , m_library(library)
{ }

void EventPages::setAttempt(AnalysisId id, int attempt)
{
    m_id = id;
    m_attempt = attempt;
    m_pages.clear();
    m_uses.clear();
    m_wanted.clear();
    delete m_question; // what it would answer is of another attempt
}

const EventRow *EventPages::at(qint64 index)
{
    const qint64 page = index / pageSize;
    const auto found = m_pages.find(page);
    if (found == m_pages.end()) {
        want(page);
        return nullptr;
    }
    m_uses.splice(m_uses.begin(), m_uses, found->second.use);
    const auto row = std::size_t(index % pageSize);
    return row < found->second.rows.size() ? &found->second.rows[row] : nullptr;
}

void EventPages::forgetFrom(qint64 index)
{
    while (!m_pages.empty() && m_pages.rbegin()->first >= index / pageSize)
        forget(m_pages.rbegin()->first);
}

void EventPages::forget(qint64 page)
{
    const auto found = m_pages.find(page);
    m_uses.erase(found->second.use);
    m_pages.erase(found);
}

void EventPages::want(qint64 page)
{
    if (std::ranges::find(m_wanted, page) != m_wanted.end())
        return;
    m_wanted.push_front(page);
    if (m_wanted.size() > mostWanted)
        m_wanted.pop_back();
    if (!m_question)
        askNext();
}

void EventPages::askNext()
{
    if (m_wanted.empty())
        return;
    const qint64 page = m_wanted.front();
    m_question = whenAnswered(m_library.eventRows(m_id, m_attempt, page * pageSize, pageSize), this,
                              [this, page](const Result<std::vector<EventRow>> &rows) {
                                  m_question = nullptr;
                                  std::erase(m_wanted, page);
                                  if (rows)
                                      take(page, *rows);
                                  else
                                      emit failed(rows.error());
                                  if (!m_question)
                                      askNext();
                              });
}

void EventPages::take(qint64 page, std::vector<EventRow> rows)
{
    if (m_pages.contains(page))
        forget(page);
    while (m_pages.size() >= mostPages)
        forget(m_uses.back());
    const auto count = qint64(rows.size());
    m_uses.push_front(page);
    m_pages.emplace(page, Page{.rows = std::move(rows), .use = m_uses.begin()});
    emit arrived(page * pageSize, count);
}

} // namespace reasonglass
