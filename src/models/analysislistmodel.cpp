#include "models/analysislistmodel.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"
#include "store/librarysearch.h"

#include <algorithm>
#include <utility>

namespace reasonglass {

namespace {

std::vector<SearchHit> withoutSnippets(const std::vector<AnalysisRow> &rows)
{
    std::vector<SearchHit> hits;
    hits.reserve(rows.size());
    for (const AnalysisRow &row : rows)
        hits.push_back({.row = row, .snippets = {}});
    return hits;
}

bool contains(const std::vector<SearchHit> &page, AnalysisId id)
{
    return std::any_of(page.begin(), page.end(), [id](const SearchHit &hit) { return hit.row.id == id; });
}

} // namespace

AnalysisListModel::AnalysisListModel(AnalysisLibrary &library, QObject *parent)
    : QAbstractListModel(parent)
    , m_library(library)
{ }

AnalysisListModel::~AnalysisListModel() = default;

void AnalysisListModel::setQuery(const ListQuery &query)
{
    if (query == m_query)
        return;
    m_query = query;
    restart();
}

void AnalysisListModel::setSearch(const QString &text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_search)
        return;
    m_search = wanted;
    restart();
}

QStringList AnalysisListModel::searchWords() const
{
    return searchesTexts() ? searchTerms(m_search) : QStringList();
}

void AnalysisListModel::refresh()
{
    if (m_refreshing) {
        m_refreshAgain = true;
        return;
    }
    drop(); // a page under way is covered by what follows, or fetched again
    m_refreshing = true;
    m_complete = false;
    ask({});
}

std::optional<int> AnalysisListModel::rowOf(AnalysisId id) const
{
    const std::size_t at = lowerBound(id);
    if (at == m_rows.size() || m_rows[at].row.id != id)
        return std::nullopt;
    return int(at);
}

int AnalysisListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant AnalysisListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SearchHit &hit = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return hit.row.title;
    case IdRole:
        return QVariant::fromValue(hit.row.id);
    case RowRole:
        return QVariant::fromValue(hit.row);
    case SnippetsRole:
        return QVariant::fromValue(hit.snippets);
    default:
        return {};
    }
}

Qt::ItemFlags AnalysisListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    flags.setFlag(Qt::ItemIsEditable, !m_query.trash);
    return flags;
}

bool AnalysisListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString title = value.toString().simplified();
    if (role != Qt::EditRole || m_query.trash || title.isEmpty()
        || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    AnalysisRow &row = m_rows[std::size_t(index.row())].row;
    if (const QString oldTitle = std::exchange(row.title, title); oldTitle != title) {
        emit dataChanged(index, index);
        emit renameRequested(row.id, title, oldTitle);
    }
    return true;
}

bool AnalysisListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !isLoading();
}

void AnalysisListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        ask(m_reached);
}

/// Full-text search leaves the trash out.
bool AnalysisListModel::searchesTexts() const
{
    return !m_search.isEmpty() && !m_query.trash;
}

void AnalysisListModel::restart()
{
    drop();
    beginResetModel();
    m_rows.clear();
    m_reached.reset();
    m_complete = false;
    endResetModel();
    if (!isLoading()) // a view may have asked from within the reset
        ask({});
}

void AnalysisListModel::drop()
{
    m_refreshing = false;
    m_refreshAgain = false;
    if (m_question) {
        m_question->disconnect(this);
        m_question->cancel();
        m_question->deleteLater();
        m_question = nullptr;
    }
}

void AnalysisListModel::ask(std::optional<AnalysisId> before)
{
    const auto answer = [this, before](const auto &result, auto &&pageOf) {
        if (result)
            take(before, pageOf(*result));
        else
            takeFailure(result.error());
    };
    ListQuery query = m_query;
    query.before = before;
    query.limit = pageSize;
    if (searchesTexts()) {
        m_question =
            whenAnswered(m_library.search(m_search, query), this, [answer](const Result<Page> &hits) {
                answer(hits, [](const Page &page) { return page; });
            });
        return;
    }
    if (!m_search.isEmpty())
        query.text = m_search;
    m_question =
        whenAnswered(m_library.list(query), this, [answer](const Result<std::vector<AnalysisRow>> &rows) {
            answer(rows, withoutSnippets);
        });
}

void AnalysisListModel::take(std::optional<AnalysisId> before, const Page &page)
{
    const bool isLastPage = page.size() < std::size_t(pageSize);
    const std::optional<AnalysisId> seen = page.empty() ? std::nullopt : std::optional(page.back().row.id);
    const std::optional<AnalysisId> last = isLastPage ? std::nullopt : seen;
    merge(before, last, page); // still counts as loading, so that no view asks from within

    m_question = nullptr;
    m_complete = isLastPage;
    if (!last || !m_reached || *last <= *m_reached) {
        m_reached = seen ? seen : m_reached;
        m_refreshing = false;
    }
    emit loaded();
    if (isLoading())
        return; // a slot asked for something else

    if (!m_refreshing && std::exchange(m_refreshAgain, false))
        refresh();
    else if (m_refreshing)
        ask(last);
}

void AnalysisListModel::takeFailure(const Error &error)
{
    m_question = nullptr;
    m_refreshing = false;
    m_refreshAgain = false;
    m_complete = true; // until somebody asks again
    if (error.kind == ErrorKind::NotFound && m_rows.empty())
        emit loaded(); // no file yet: nothing was ever saved
    else
        emit failed(error);
}

/// Makes the rows after \a before, down to \a last (or to the end), those of \a page.
void AnalysisListModel::merge(std::optional<AnalysisId> before, std::optional<AnalysisId> last,
                              const Page &page)
{
    const auto after = [this](AnalysisId id) {
        const std::size_t at = lowerBound(id);
        return at < m_rows.size() && m_rows[at].row.id == id ? at + 1 : at;
    };
    removeMissing(before ? after(*before) : 0, last ? after(*last) : m_rows.size(), page);

    for (auto hit = page.begin(); hit != page.end();) {
        const std::size_t at = lowerBound(hit->row.id);
        if (at < m_rows.size() && m_rows[at].row.id == hit->row.id) {
            if (m_rows[at] != *hit) {
                m_rows[at] = *hit;
                emit dataChanged(index(int(at)), index(int(at)));
            }
            ++hit;
            continue;
        }
        const auto runEnd = std::find_if(hit, page.end(), [&](const SearchHit &next) {
            return at < m_rows.size() && next.row.id <= m_rows[at].row.id;
        });
        insertRun(at, hit, runEnd);
        hit = runEnd;
    }
}

void AnalysisListModel::removeMissing(std::size_t from, std::size_t to, const Page &page)
{
    const auto isGone = [&](std::size_t row) { return !contains(page, m_rows[row].row.id); };
    while (to > from) {
        if (!isGone(to - 1)) {
            --to;
            continue;
        }
        std::size_t first = to - 1;
        while (first > from && isGone(first - 1))
            --first;
        beginRemoveRows({}, int(first), int(to) - 1);
        m_rows.erase(m_rows.begin() + std::ptrdiff_t(first), m_rows.begin() + std::ptrdiff_t(to));
        endRemoveRows();
        to = first;
    }
}

void AnalysisListModel::insertRun(std::size_t at, Page::const_iterator first, Page::const_iterator last)
{
    beginInsertRows({}, int(at), int(at) + int(last - first) - 1);
    m_rows.insert(m_rows.begin() + std::ptrdiff_t(at), first, last);
    endInsertRows();
}

/// Where \a id is, or would be.
std::size_t AnalysisListModel::lowerBound(AnalysisId id) const
{
    const auto at =
        std::lower_bound(m_rows.begin(), m_rows.end(), id,
                         [](const SearchHit &hit, AnalysisId wanted) { return hit.row.id > wanted; });
    return std::size_t(at - m_rows.begin());
}

} // namespace reasonglass
