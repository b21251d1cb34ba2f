#include "store/wordindex.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// FTS5 itself says which words it sees: a table in memory takes one analysis' texts after the other.
Result<> createScratch(const QSqlDatabase &database)
{
    const Result<> texts =
        execute(database,
                u"CREATE VIRTUAL TABLE IF NOT EXISTS temp.new_text USING fts5 (prompt, reasoning, answer, "
                u"note, content = '', "
                "detail = none, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"_s);
    return texts.and_then([&](auto) {
        return execute(
            database,
            u"CREATE VIRTUAL TABLE IF NOT EXISTS temp.new_word USING fts5vocab ('temp', 'new_text', 'row')"_s);
    });
}

Result<> createVocabulary(const QSqlDatabase &database)
{
    return execute(
        database,
        u"CREATE VIRTUAL TABLE IF NOT EXISTS temp.found_word USING fts5vocab ('main', 'search', 'row')"_s);
}

Result<> write(Statements &statements, const char *sql, const QVariantList &values = {})
{
    const Result<QSqlQuery *> query = statements.run(sql, values);
    if (!query)
        return Unexpected{query.error()};
    (*query)->finish();
    return {};
}

} // namespace

Result<> enterWords(Statements &statements, AnalysisId id)
{
    if (Result<> done = createScratch(statements.database()); !done)
        return done;
    if (Result<> done = write(statements,
                              "INSERT INTO temp.new_text (rowid, prompt, reasoning, answer, note) "
                              "SELECT 1, prompt, reasoning, answer, note FROM search_text WHERE id = ?",
                              {qint64(id)});
        !done)
        return done;
    const Result<QVariant> last = scalar(statements.database(), u"SELECT coalesce(max(id), 0) FROM word"_s);
    if (!last)
        return Unexpected{last.error()};
    return write(statements, "INSERT OR IGNORE INTO word (text) SELECT term FROM temp.new_word")
        .and_then([&](auto) {
            return write(statements,
                         "INSERT INTO word_part (rowid, text) SELECT id, text FROM word WHERE id > ?",
                         {*last});
        })
        .and_then([&](auto) {
            return write(statements, "INSERT INTO temp.new_text (new_text) VALUES ('delete-all')");
        });
}

Result<> removeUnusedWords(Statements &statements)
{
    return createVocabulary(statements.database())
        .and_then([&](auto) {
            return write(statements, "DELETE FROM word WHERE text NOT IN (SELECT term FROM temp.found_word)");
        })
        .and_then(
            [&](auto) { return write(statements, "INSERT INTO word_part (word_part) VALUES ('rebuild')"); });
}

Result<> verifyWords(const QSqlDatabase &database)
{
    if (Result<> done =
            execute(database, u"INSERT INTO word_part (word_part, rank) VALUES ('integrity-check', 1)"_s);
        !done)
        return Unexpected{storageError(u"the index of words does not match them: "_s + done.error().message)};
    if (Result<> done = createVocabulary(database); !done)
        return done;
    const Result<QVariant> missing = scalar(
        database, u"SELECT 1 FROM temp.found_word WHERE term NOT IN (SELECT text FROM word) LIMIT 1"_s);
    if (!missing)
        return Unexpected{missing.error()};
    if (missing->isValid())
        return Unexpected{storageError(u"a word of the search index is missing among its words"_s)};
    return {};
}

} // namespace reasonglass
