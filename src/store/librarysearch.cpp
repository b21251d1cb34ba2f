#include "store/librarysearch.h"

#include "store/recordreader.h"
#include "store/sql.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype trigram = 3;        // the index knows nothing shorter
constexpr qsizetype snippetBefore = 40; // characters shown around what was found
constexpr qsizetype snippetAfter = 80;

constexpr std::array fields{SearchField::Prompt, SearchField::Reasoning, SearchField::Answer,
                            SearchField::Note};

bool isIndexed(const QString &term)
{
    return term.toUcs4().size() >= trigram && !term.contains(QChar::Null);
}

/// An FTS5 string: nothing in \a term is syntax any more.
QString quoted(const QString &term)
{
    return u'"' + QString(term).replace(u'"', "\"\""_L1) + u'"';
}

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

/// The statement without its first columns, and what its placeholders stand for.
struct Lookup
{
    QString from;
    QStringList conditions{u"a.deleted_us IS NULL"_s};
    QVariantList values;
};

Lookup lookupFor(const QStringList &terms, std::optional<AnalysisId> before)
{
    Lookup lookup;
    QStringList match;
    std::copy_if(terms.begin(), terms.end(), std::back_inserter(match), isIndexed);
    if (match.isEmpty()) {
        lookup.from = u"analysis AS a"_s;
    } else {
        std::transform(match.begin(), match.end(), match.begin(), quoted);
        lookup.from = u"search JOIN analysis AS a ON a.id = search.rowid"_s;
        lookup.conditions.append(u"search MATCH ?"_s);
        lookup.values.append(match.join(u' '));
    }
    if (before) {
        lookup.conditions.append(match.isEmpty() ? u"a.id < ?"_s : u"search.rowid < ?"_s);
        lookup.values.append(qint64(*before));
    }
    for (const QString &term : terms) {
        if (isIndexed(term))
            continue;
        lookup.conditions.append(u"EXISTS (SELECT 1 FROM search_text AS t WHERE t.id = a.id AND "
                                 "(t.prompt LIKE ? ESCAPE '\\' OR t.reasoning LIKE ? ESCAPE '\\' "
                                 "OR t.answer LIKE ? ESCAPE '\\' OR t.note LIKE ? ESCAPE '\\'))"_s);
        lookup.values.append(QVariantList(qsizetype(fields.size()), likePattern(term)));
    }
    return lookup;
}

Result<std::vector<SearchHit>> find(const QSqlDatabase &database, const Lookup &lookup, int limit)
{
    const bool matches = lookup.from.startsWith("search"_L1);
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.prepare(u"SELECT %1 FROM %2 WHERE %3 ORDER BY %4 DESC LIMIT ?"_s.arg(
            RecordReader::rowColumns(), lookup.from, lookup.conditions.join(u" AND "_s),
            matches ? u"search.rowid"_s : u"a.id"_s)))
        return Unexpected{storageError(query.lastError())};
    if (Result<> done = run(query, lookup.values + QVariantList{std::max(limit, 0)}); !done)
        return Unexpected{done.error()};
    std::vector<SearchHit> hits;
    while (query.next())
        hits.push_back({.row = RecordReader::rowFrom(query), .snippets = {}});
    return hits;
}

Result<> addSnippets(Statements &statements, SearchHit &hit, const QStringList &terms)
{
    const Result<QSqlQuery *> query = statements.run(
        "SELECT prompt, reasoning, answer, note FROM search_text WHERE id = ?", {qint64(hit.row.id)});
    if (!query)
        return Unexpected{query.error()};
    if ((*query)->next()) {
        for (std::size_t column = 0; column < fields.size(); ++column) {
            if (std::optional<Snippet> snippet =
                    snippetIn((*query)->value(int(column)).toString(), fields.at(column), terms))
                hit.snippets.push_back(*std::move(snippet));
        }
    }
    (*query)->finish();
    return {};
}

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

QStringList searchTerms(const QString &query)
{
    QStringList terms;
    QString term;
    bool inQuotes = false;
    const auto finish = [&] {
        if (!term.isEmpty())
            terms.append(normalized(term));
        term.clear();
    };
    for (qsizetype i = 0; i < query.size(); ++i) {
        const QChar c = query.at(i);
        // A mark opens at the start of a word and closes at the end of one; elsewhere it is searched for.
        const bool opens = !inQuotes && term.isEmpty() && query.indexOf(u'"', i + 1) > i + 1;
        const bool closes = inQuotes && (i + 1 == query.size() || query.at(i + 1).isSpace());
        if (c == u'"' && (opens || closes)) {
            finish();
            inQuotes = opens;
        } else if (c.isSpace() && !inQuotes) {
            finish();
        } else {
            term.append(c);
        }
    }
    finish();
    return terms;
}

QString likePattern(const QString &text)
{
    QString pattern = storable(text);
    for (const QChar special : {u'\\', u'%', u'_'})
        pattern.replace(special, u'\\' + QString(special));
    return u'%' + pattern + u'%';
}

Result<std::vector<SearchHit>> searchLibrary(const QSqlDatabase &database, const QString &query, int limit,
                                             std::optional<AnalysisId> before)
{
    const QStringList terms = searchTerms(query);
    if (terms.isEmpty())
        return std::vector<SearchHit>();
    const Transaction snapshot(database, Transaction::Kind::Read);
    if (!snapshot.begun())
        return Unexpected{snapshot.begun().error()};
    Result<std::vector<SearchHit>> hits = find(database, lookupFor(terms, before), limit);
    if (!hits)
        return hits;
    Statements statements(database);
    for (SearchHit &hit : *hits) {
        if (Result<> done = addSnippets(statements, hit, terms); !done)
            return Unexpected{done.error()};
    }
    return hits;
}

} // namespace reasonglass
