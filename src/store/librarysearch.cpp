#include "store/librarysearch.h"

#include "store/listfilter.h"
#include "store/recordreader.h"
#include "store/sql.h"

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// Of so few analyses, reading the texts takes less time than looking through what the index finds.
constexpr qint64 fewAnalyses = 250;
// Who looks through so many has a page of what is in every second text.
constexpr int newestAnalyses = 120;
constexpr qsizetype snippetBefore = 40; // characters shown around what was found
constexpr qsizetype snippetAfter = 80;

constexpr std::array fields{SearchField::Prompt, SearchField::Reasoning, SearchField::Answer,
                            SearchField::Note};

QString oneLine(const QString &text)
{
    QString line = text.simplified();
    line.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    return line;
}

/// Moves a cut out of the middle of a surrogate pair.
qsizetype wholeCharacter(const QString &text, qsizetype position)
{
    const bool splits = position > 0 && position < text.size() && text.at(position).isLowSurrogate();
    return splits ? position - 1 : position;
}

QString around(const QString &text, qsizetype position)
{
    const qsizetype from = wholeCharacter(text, std::max(position - snippetBefore, qsizetype(0)));
    const qsizetype to = wholeCharacter(text, std::min(position + snippetAfter, text.size()));
    QString snippet = oneLine(text.sliced(from, to - from));
    if (from > 0)
        snippet.prepend(u'…');
    if (to < text.size())
        snippet.append(u'…');
    return snippet;
}

std::optional<Snippet> snippetIn(const QString &text, SearchField field, const QStringList &terms)
{
    for (const QString &term : terms) {
        if (const qsizetype position = text.indexOf(term, 0, Qt::CaseInsensitive); position >= 0)
            return Snippet{field, around(text, position)};
    }
    return {};
}

bool holds(const std::array<QString, fields.size()> &texts, const QString &term)
{
    return std::any_of(texts.begin(), texts.end(),
                       [&term](const QString &text) { return text.contains(term, Qt::CaseInsensitive); });
}

/// Looks for one page of hits.
class Search
{
public:
    Search(const QSqlDatabase &database, const ListQuery &within)
        : m_statements(database)
        , m_within(within)
    {
        m_within.trash = false;
        m_within.text.clear();
    }

    Result<std::vector<SearchHit>> find(const QStringList &terms)
    {
        m_terms = terms;
        Result<SearchPlan> plan = planSearch(m_statements, terms);
        if (!plan)
            return Unexpected{plan.error()};
        if (plan->impossible || m_within.limit <= 0)
            return std::vector<SearchHit>();
        const Result<IdSources> ids = idSourcesOf(m_statements.database(), m_within, fewAnalyses + 1);
        if (!ids)
            return Unexpected{ids.error()};
        const bool readsAll = ids->most <= fewAnalyses;
        m_looked = terms;
        if (plan->frequent && !readsAll) {
            Result<std::vector<SearchHit>> hits = select(readingStatement(*ids, *plan), newestAnalyses);
            if (!hits || qint64(hits->size()) == m_within.limit)
                return hits;
        }
        if (plan->match.isEmpty() || readsAll)
            return select(readingStatement(*ids, *plan));
        m_looked = plan->looked;
        return select(matchingStatement(*ids, *plan));
    }

private:
    struct Statement
    {
        QString sql;
        QVariantList values;
    };

    static SqlConditions unindexed(const SearchPlan &plan)
    {
        SqlConditions conditions;
        for (const QString &term : plan.unindexed) {
            conditions.add(u"EXISTS (SELECT 1 FROM search_text AS t WHERE t.id = a.id AND "
                           "(t.prompt LIKE ? ESCAPE '\\' OR t.reasoning LIKE ? ESCAPE '\\' "
                           "OR t.answer LIKE ? ESCAPE '\\' OR t.note LIKE ? ESCAPE '\\'))"_s,
                           QVariantList(qsizetype(fields.size()), likePattern(term)));
        }
        return conditions;
    }

    /// All that the list would show, for its texts to be looked through.
    Statement readingStatement(const IdSources &ids, const SearchPlan &plan) const
    {
        SqlConditions where = ids.most <= fewAnalyses ? SqlConditions() : unindexed(plan);
        if (ids.most > fewAnalyses) {
            where.add(conditionsOf(m_within));
            return {u"SELECT %1 FROM analysis AS a WHERE %2 ORDER BY a.id DESC"_s.arg(
                        RecordReader::rowColumns(), where.where()),
                    where.values};
        }
        const SqlConditions select = selectIds(ids, int(fewAnalyses));
        return {u"SELECT %1 FROM (%2) AS i CROSS JOIN analysis AS a ON a.id = i.id ORDER BY a.id DESC"_s.arg(
                    RecordReader::rowColumns(), select.where()),
                select.values};
    }

    Statement matchingStatement(const IdSources &ids, const SearchPlan &plan) const
    {
        SqlConditions where;
        where.add(u"search MATCH ?"_s, {storable(plan.match)});
        if (m_within.before)
            where.add(u"search.rowid < ?"_s, {qint64(*m_within.before)});
        if (ids.newest)
            where.add(u"search.rowid <= ?"_s, {*ids.newest});
        where.add(conditionsOf(m_within));
        if (!plan.unindexed.isEmpty())
            where.add(unindexed(plan));
        return {u"SELECT %1 FROM search CROSS JOIN analysis AS a ON a.id = search.rowid WHERE %2 "
                "ORDER BY search.rowid DESC"_s.arg(RecordReader::rowColumns(), where.where()),
                where.values};
    }

    /// Looks at \a mostRows of what \a statement finds.
    Result<std::vector<SearchHit>> select(const Statement &statement,
                                          int mostRows = std::numeric_limits<int>::max())
    {
        QSqlQuery query(m_statements.database());
        query.setForwardOnly(true);
        if (!query.prepare(statement.sql))
            return Unexpected{storageError(query.lastError())};
        if (Result<> done = run(query, statement.values); !done)
            return Unexpected{done.error()};
        std::vector<SearchHit> hits;
        for (int row = 0; row < mostRows && qint64(hits.size()) < m_within.limit && query.next(); ++row) {
            Result<std::optional<SearchHit>> hit = lookedThrough(query);
            if (!hit)
                return Unexpected{hit.error()};
            if (*hit)
                hits.push_back(**std::move(hit));
        }
        return hits;
    }

    /// The row with its snippets; nothing if its texts do not hold what the index could not know.
    Result<std::optional<SearchHit>> lookedThrough(const QSqlQuery &row)
    {
        const Result<QSqlQuery *> query = m_statements.run(
            "SELECT prompt, reasoning, answer, note FROM search_text WHERE id = ?", {row.value(0)});
        if (!query)
            return Unexpected{query.error()};
        std::array<QString, fields.size()> texts;
        if ((*query)->next()) {
            for (std::size_t i = 0; i < fields.size(); ++i)
                texts[i] = (*query)->value(int(i)).toString();
        }
        (*query)->finish();
        if (!std::all_of(m_looked.begin(), m_looked.end(),
                         [&texts](const QString &term) { return holds(texts, term); }))
            return std::optional<SearchHit>();
        SearchHit hit{.row = RecordReader::rowFrom(row), .snippets = {}};
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (std::optional<Snippet> snippet = snippetIn(texts[i], fields[i], m_terms))
                hit.snippets.push_back(*std::move(snippet));
        }
        return std::optional(std::move(hit));
    }

    Statements m_statements;
    ListQuery m_within;
    QStringList m_terms;
    QStringList m_looked; ///< terms that only the texts themselves tell of
};

} // namespace

QString searchFieldName(SearchField field)
{
    switch (field) {
    case SearchField::Prompt:
        return u"prompt"_s;
    case SearchField::Reasoning:
        return u"reasoning"_s;
    case SearchField::Answer:
        return u"answer"_s;
    case SearchField::Note:
        return u"note"_s;
    }
    Q_UNREACHABLE();
}

Result<std::vector<SearchHit>> searchLibrary(const QSqlDatabase &database, const QString &query,
                                             const ListQuery &within)
{
    const QStringList terms = searchTerms(query);
    if (terms.isEmpty())
        return std::vector<SearchHit>();
    const Transaction snapshot(database, Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    return Search(database, within).find(terms);
}

} // namespace reasonglass
