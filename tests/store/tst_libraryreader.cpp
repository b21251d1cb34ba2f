#include "samplerun.h"
#include "store/libraryreader.h"
#include "store/librarysearch.h"
#include "store/librarywriter.h"
#include "store/sql.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

namespace {

WriterOptions onlyWhenFlushed()
{
    return {.commitDelay = 1h, .retryDelay = 1h};
}

QList<qint64> idsOf(const std::vector<AnalysisRow> &rows)
{
    QList<qint64> ids;
    for (const AnalysisRow &row : rows)
        ids.append(qint64(row.id));
    return ids;
}

} // namespace

class tst_LibraryReader : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void pagesThroughTenThousandRowsWithoutAGap();
    void filtersLists_data();
    void filtersLists();
    void findsText_data();
    void findsText();
    void findsPartsThatManyWordsHave();
    void restrictsASearchAsAList();
    void readsALibraryOfTheFirstVersion();
    void cutsEventsBetweenCharacters();
    void saysWhereItFoundSomething();
    void pagesThroughHits();
    void readsTermsFromWhatIsTyped_data();
    void readsTermsFromWhatIsTyped();
    void pagesThroughFrames();
    void refusesUnknownIds();
    void countsAndMeasures();
    void findsDamage_data();
    void findsDamage();
    void listsTagsAndModelsInUse();
    void stopsVerifyingWhenTold();

private:
    void fill();
    std::unique_ptr<LibraryReader> reader() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void tst_LibraryReader::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"library.sqlite"_s);
}

std::unique_ptr<LibraryReader> tst_LibraryReader::reader() const
{
    auto opened = LibraryReader::open(m_path);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    return *std::move(opened);
}

void tst_LibraryReader::pagesThroughTenThousandRowsWithoutAGap()
{
    constexpr int rows = 10'000;
    LibraryWriter(m_path, onlyWhenFlushed()).open();
    QVERIFY(PlainConnection(m_path).execute(
        u"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %1) "
        "INSERT INTO analysis (id, created_us, status, provider, base_url, model_requested, title, "
        "deleted_us) "
        "SELECT i * 7, i, 'completed', 'openai', '', 'm', 't', iif(i % 10 = 0, 1, NULL) FROM n"_s.arg(rows)));

    const auto library = reader();
    QList<qint64> seen;
    ListQuery query{.limit = 97};
    while (true) {
        const auto page = library->list(query);
        QVERIFY(page);
        if (page->empty())
            break;
        seen += idsOf(*page);
        query.before = page->back().id;
    }
    QList<qint64> expected;
    for (qint64 i = rows; i >= 1; --i) {
        if (i % 10 != 0)
            expected.append(i * 7);
    }
    QCOMPARE(seen, expected);
}

/// Six runs that differ in what lists can be filtered by.
void tst_LibraryReader::fill()
{
    LibraryWriter writer(m_path, onlyWhenFlushed());
    for (qint64 id = 1; id <= 6; ++id) {
        SampleRun run =
            sampleRun(id, {.prompt = u"100%_sure no. %1"_s.arg(id), .reasoning = u"r"_s, .answer = u"a"_s});
        if (id == 2)
            run.record.status = AnalysisStatus::Failed;
        if (id == 3)
            run.record.request.providerId = u"xai"_s;
        if (id == 4)
            run.record.request.response.model = u"other"_s;
        if (id == 5)
            run.record.request.sample = true;
        if (id == 6)
            run.record.tags = {u"keep"_s, u"also"_s};
        write(writer, run);
    }
    writer.moveToTrash({AnalysisId(1)});
    writer.flush();
}

void tst_LibraryReader::filtersLists_data()
{
    QTest::addColumn<ListQuery>("query");
    QTest::addColumn<QList<qint64>>("ids");

    QTest::newRow("nothing: all but the trash") << ListQuery{} << QList<qint64>{6, 5, 4, 3, 2};
    QTest::newRow("a limit") << ListQuery{.limit = 2} << QList<qint64>{6, 5};
    QTest::newRow("a negative limit") << ListQuery{.limit = -1} << QList<qint64>{};
    QTest::newRow("before an id") << ListQuery{.before = AnalysisId(4)} << QList<qint64>{3, 2};
    QTest::newRow("status") << ListQuery{.status = AnalysisStatus::Failed} << QList<qint64>{2};
    QTest::newRow("provider") << ListQuery{.provider = u"xai"_s} << QList<qint64>{3};
    QTest::newRow("model as requested") << ListQuery{.model = u"other"_s} << QList<qint64>{4};
    QTest::newRow("model as answered") << ListQuery{.model = u"m-1-2026"_s} << QList<qint64>{6, 5, 4, 3, 2};
    QTest::newRow("tag") << ListQuery{.tag = u"keep"_s} << QList<qint64>{6};
    QTest::newRow("trash") << ListQuery{.trash = true} << QList<qint64>{1};
    QTest::newRow("samples") << ListQuery{.sample = true} << QList<qint64>{5};
    QTest::newRow("no samples") << ListQuery{.sample = false} << QList<qint64>{6, 4, 3, 2};
    QTest::newRow("text of the title") << ListQuery{.text = u"NO. 4"_s} << QList<qint64>{4};
    QTest::newRow("text with wildcards in it")
        << ListQuery{.text = u"100%_s"_s} << QList<qint64>{6, 5, 4, 3, 2};
    QTest::newRow("wildcards are no wildcards") << ListQuery{.text = u"1%sure"_s} << QList<qint64>{};
    QTest::newRow("two at once") << ListQuery{.status = AnalysisStatus::Completed,
                                              .provider = u"openai"_s,
                                              .sample = false}
                                 << QList<qint64>{6, 4};
}

void tst_LibraryReader::filtersLists()
{
    QFETCH(const ListQuery, query);
    QFETCH(const QList<qint64>, ids);
    fill();
    const auto rows = reader()->list(query);
    QVERIFY2(rows, qPrintable(rows ? QString() : rows.error().message));
    QCOMPARE(idsOf(*rows), ids);
    if (query.tag == "keep"_L1)
        QCOMPARE(rows->front().tags, QStringList({u"also"_s, u"keep"_s}));
}

void tst_LibraryReader::findsText_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("found");

    QTest::newRow("a word") << u"theorem"_s << true;
    QTest::newRow("in another case") << u"THEOREM"_s << true;
    QTest::newRow("a part of a word") << u"heore"_s << true;
    QTest::newRow("words apart, in any order") << u"answer theorem"_s << true;
    QTest::newRow("one word that is missing") << u"theorem zebra"_s << false;
    QTest::newRow("a phrase") << u"\"proved the theorem\""_s << true;
    QTest::newRow("a phrase in the wrong order") << u"\"theorem proved\""_s << false;
    QTest::newRow("a quoted phrase with a part of a word at its end") << u"\"proved the theor\""_s << false;
    QTest::newRow("a phrase of words with something else between") << u"\"answer he proved\""_s << false;
    QTest::newRow("a phrase with what stands between") << u"\"answer: he proved\""_s << true;
    QTest::newRow("parts of words with signs between") << u"d::vec"_s << true;
    QTest::newRow("signs alone") << u"&&"_s << true;
    QTest::newRow("other signs between words") << u"std->vector"_s << false;
    QTest::newRow("a word ending here") << u"vector<"_s << true;
    QTest::newRow("a word that goes on") << u"vecto<"_s << false;
    QTest::newRow("an accent apart from its letter") << u"e\u0301t\u00e9"_s << true;
    QTest::newRow("the same without the accent") << u"ete"_s << false;
    QTest::newRow("Hindi") << u"\u0939\u093f\u0928\u094d\u0926\u0940"_s << true;
    QTest::newRow("a letter newer than the index knows") << u"\U0001E900b"_s << true;
    QTest::newRow("two letters") << u"zq"_s << true;
    QTest::newRow("two letters that are missing") << u"qz"_s << false;
    QTest::newRow("one letter and a word") << u"Z theorem"_s << true;
    QTest::newRow("two Chinese characters") << u"証明"_s << true;
    QTest::newRow("Chinese in the middle of a sentence") << u"定理を証"_s << true;
    QTest::newRow("two characters that are four code units") << u"\U0001F422\U0001F422"_s << true;
    QTest::newRow("an umlaut in another case") << u"ÜBUNG"_s << true;
    QTest::newRow("code") << u"std::vector<int>&&"_s << true;
    QTest::newRow("code with a quotation mark inside") << u"printf(\"%d\\n\")"_s << true;
    QTest::newRow("a percent sign is no wildcard") << u"%x"_s << false;
    QTest::newRow("an underscore is no wildcard") << u"_q"_s << false;
    QTest::newRow("operators are words: AND") << u"theorem AND"_s << false;
    QTest::newRow("operators are words: NOT") << u"NOT theorem"_s << false;
    QTest::newRow("an open quotation mark") << u"\"theorem"_s << false;
    QTest::newRow("FTS syntax: column") << u"answer:theorem"_s << false;
    QTest::newRow("FTS syntax: star and brackets") << u"(theo* OR \"x\") NEAR(a b)"_s << false;
    QTest::newRow("an SQL injection") << u"'; DROP TABLE analysis; --"_s << false;
    QTest::newRow("white space") << u"  \t\n"_s << false;
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("a NUL") << u"a\0b"_s << false;
    QTest::newRow("half an emoji") << QString(QChar(0xd83d)).repeated(3) << false;
}

void tst_LibraryReader::findsText()
{
    QFETCH(const QString, query);
    QFETCH(const bool, found);
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        write(writer,
              sampleRun(1,
                        {.prompt = u"定理を証明してください。 eine Übung"_s,
                         .reasoning = u"std::vector<int>&& v; printf(\"%d\\n\") \U0001F422\U0001F422"_s,
                         .answer = u"The answer: he proved the theorem. zq"_s,
                         .note = u"e\u0301t\u00e9 \u0939\u093f\u0928\u094d\u0926\u0940 \U0001E900b"_s}));
        write(writer, sampleRun(2, {.prompt = u"other"_s, .reasoning = u"nothing"_s, .answer = u"here"_s}));
    }
    const auto hits = reader()->search(query);
    QVERIFY2(hits, qPrintable(hits ? QString() : hits.error().message));
    QCOMPARE(hits->size(), std::size_t(found ? 1 : 0));
    if (found) {
        QCOMPARE(hits->front().row.id, AnalysisId(1));
        QVERIFY(!hits->front().snippets.empty());
    }
}

/// More words than the index is asked for: the texts are read then.
void tst_LibraryReader::findsPartsThatManyWordsHave()
{
    constexpr int words = 2000;
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        QString many;
        for (int i = 0; i < words; ++i)
            many += u"abc%1def "_s.arg(i);
        write(writer, sampleRun(1, {.prompt = u"first"_s, .reasoning = many, .answer = u"abc7def!"_s}));
        write(writer, sampleRun(2, {.prompt = u"second"_s, .reasoning = u"xabcx"_s, .answer = u"other"_s}));
        write(writer, sampleRun(3, {.prompt = u"third"_s, .reasoning = u"ab c"_s, .answer = u"other"_s}));
    }
    const auto found = [this](const QString &query) {
        QList<qint64> ids;
        for (const SearchHit &hit : reader()->search(query).value_or(std::vector<SearchHit>()))
            ids.append(qint64(hit.row.id));
        return ids;
    };
    QCOMPARE(found(u"abc"_s), QList<qint64>({2, 1}));
    QCOMPARE(found(u"abc other"_s), QList<qint64>({2}));
    QCOMPARE(found(u"abc77"_s), QList<qint64>({1}));
    QCOMPARE(found(u"\"abc5def abc6def\""_s), QList<qint64>({1}));
    QCOMPARE(found(u"\"abc5def abc7def\""_s), QList<qint64>());
    QCOMPARE(found(u"def-abc"_s), QList<qint64>());
    QCOMPARE(found(u"abc7def!"_s), QList<qint64>({1}));
    QCOMPARE(found(u"b c"_s), QList<qint64>({3, 2, 1}));
}

void tst_LibraryReader::restrictsASearchAsAList()
{
    fill();
    const auto found = [this](const ListQuery &within) {
        QList<qint64> ids;
        for (const SearchHit &hit : reader()->search(u"sure"_s, within).value_or(std::vector<SearchHit>()))
            ids.append(qint64(hit.row.id));
        return ids;
    };
    QCOMPARE(found({}), QList<qint64>({6, 5, 4, 3, 2})); // none from the trash
    QCOMPARE(found({.before = AnalysisId(5), .limit = 2}), QList<qint64>({4, 3}));
    QCOMPARE(found({.status = AnalysisStatus::Failed}), QList<qint64>({2}));
    QCOMPARE(found({.provider = u"xai"_s}), QList<qint64>({3}));
    QCOMPARE(found({.model = u"other"_s}), QList<qint64>({4}));
    QCOMPARE(found({.tag = u"keep"_s}), QList<qint64>({6}));
    QCOMPARE(found({.sample = true}), QList<qint64>({5}));
    QCOMPARE(found({.limit = 0}), QList<qint64>());
}

void tst_LibraryReader::readsALibraryOfTheFirstVersion()
{
    {
        const auto old = Database::open(m_path, {.migrations = {libraryMigrations().front()}});
        QVERIFY(old);
        const auto make = [&old](const QString &sql) { return execute(old->connection(), sql).has_value(); };
        QVERIFY(
            make(u"INSERT INTO analysis (id, created_us, status, provider, base_url, model_requested, title) "
                 "VALUES (1, 1, 'completed', 'p', '', 'm', 't')"_s));
        QVERIFY(make(u"INSERT INTO analysis_body (analysis, prompt, instructions, request, indexed) "
                     "VALUES (1, 'An old prompt', '', '{}', 1)"_s));
        QVERIFY(make(u"INSERT INTO attempt (analysis, number, outcome, started_us) "
                     "VALUES (1, 1, 'completed', 1)"_s));
        QVERIFY(make(u"INSERT INTO part (analysis, ordinal, attempt, kind, item, part, text) "
                     "VALUES (1, 0, 1, 'output_text', 0, 0, 'Steps of a turtle')"_s));
        QVERIFY(make(u"INSERT INTO search (rowid, prompt, reasoning, answer, note) "
                     "SELECT id, prompt, reasoning, answer, note FROM search_text"_s));
        FrameChunk chunk;
        chunk.append(eventFrame(deltaEvent(u"response.output_text.delta"_s, 0, u"Steps of a turtle"_s), 7));
        QSqlQuery insert(old->connection());
        QVERIFY(insert.prepare(u"INSERT INTO event_chunk VALUES (1, 1, 0, 1, 7, 7, 'raw', ?)"_s));
        QVERIFY(reasonglass::run(insert, {chunk.bytes}));
    }
    QVERIFY(!LibraryReader::open(m_path)); // not brought up to date yet
    LibraryWriter(m_path, onlyWhenFlushed()).open();
    const auto library = reader();
    QCOMPARE(library->search(u"turtle"_s)->size(), 1);
    QCOMPARE(library->search(u"romp"_s)->size(), 1);
    const auto record = library->load(AnalysisId(1)); // there is no outline: its events are read
    QVERIFY(record);
    QCOMPARE(answerText(record->transcript), u"Steps of a turtle"_s);
    const auto verdict = library->verifyAll();
    QVERIFY2(verdict, qPrintable(verdict ? QString() : verdict.error().message));
}

void tst_LibraryReader::cutsEventsBetweenCharacters()
{
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        begin(writer, sampleRun(1));
        writer.append(AnalysisId(1), 1, {.data = "aü\xf0\x9f\x90\xa2z"}); // 1, 2, 4 and 1 bytes
    }
    const auto library = reader();
    const auto piece = [&library](qint64 from, qint64 most) {
        return library->eventText(AnalysisId(1), 1, 0, from, most).value_or(EventText{});
    };
    QCOMPARE(piece(0, 2).text, u"a"_s);
    QCOMPARE(piece(0, 2).end, 1);
    QCOMPARE(piece(1, 5).text, u"ü"_s);
    QCOMPARE(piece(3, 4).text, u"\U0001F422"_s);
    QVERIFY(!piece(3, 4).isLast());
    QCOMPARE(piece(0, 100).text, u"aü\U0001F422z"_s);
    QVERIFY(piece(0, 100).isLast());
    QCOMPARE(piece(0, 100).bytes, 8);
    QCOMPARE(library->eventText(AnalysisId(1), 1, 1, 0, 10).error().kind, ErrorKind::NotFound);
    QCOMPARE(library->eventText(AnalysisId(1), 2, 0, 0, 10).error().kind, ErrorKind::NotFound);
}

void tst_LibraryReader::saysWhereItFoundSomething()
{
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        write(writer,
              sampleRun(1,
                        {.prompt = u"needle"_s,
                         .reasoning = u"no"_s,
                         .answer = u"x "_s.repeated(100) + u"a\nNeedle\there"_s + u" y"_s.repeated(100)}));
        writer.setNote(AnalysisId(1), u"the needle"_s);
    }
    const auto hits = reader()->search(u"needle"_s);
    QVERIFY(hits);
    QCOMPARE(hits->size(), 1);
    const std::vector<Snippet> &snippets = hits->front().snippets;
    QCOMPARE(snippets.size(), 3);
    QCOMPARE(snippets.at(0), (Snippet{SearchField::Prompt, u"needle"_s}));
    QCOMPARE(searchFieldName(snippets.at(1).where), u"answer"_s);
    QVERIFY2(snippets.at(1).text.contains(u"x a Needle here y"), qPrintable(snippets.at(1).text));
    QVERIFY(snippets.at(1).text.startsWith(u'…') && snippets.at(1).text.endsWith(u'…'));
    QCOMPARE(snippets.at(2), (Snippet{SearchField::Note, u"the needle"_s}));
}

void tst_LibraryReader::pagesThroughHits()
{
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        for (qint64 id = 1; id <= 24; ++id)
            write(writer, sampleRun(id));
        QString words; // so many with the same part that the newest texts are read first
        for (int i = 0; i < 100; ++i)
            words += u"turtles%1 "_s.arg(i);
        write(writer, sampleRun(25, {.prompt = words, .reasoning = u"none"_s, .answer = u"none"_s}));
    }
    for (const QString &query : {u"turtle"_s, u"tu"_s}) {
        QList<qint64> seen;
        std::optional<AnalysisId> before;
        while (true) {
            const auto page = reader()->search(query, 7, before);
            QVERIFY(page);
            if (page->empty())
                break;
            for (const SearchHit &hit : *page)
                seen.append(qint64(hit.row.id));
            before = page->back().row.id;
        }
        QCOMPARE(seen.size(), 25);
        QVERIFY(std::is_sorted(seen.rbegin(), seen.rend()));
    }
}

void tst_LibraryReader::readsTermsFromWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("terms");

    QTest::newRow("words") << u" one\ttwo "_s << QStringList{u"one"_s, u"two"_s};
    QTest::newRow("a phrase among words")
        << u"one \"two three\" four"_s << QStringList{u"one"_s, u"two three"_s, u"four"_s};
    QTest::newRow("a mark inside a word") << u"5\"x 3"_s << QStringList{u"5\"x"_s, u"3"_s};
    QTest::newRow("a mark that is not closed") << u"\"one two"_s << QStringList{u"\"one"_s, u"two"_s};
    QTest::newRow("an empty phrase") << u"\"\""_s << QStringList{u"\"\""_s};
}

void tst_LibraryReader::readsTermsFromWhatIsTyped()
{
    QFETCH(const QString, typed);
    QFETCH(const QStringList, terms);
    QCOMPARE(searchTerms(typed), terms);
}

void tst_LibraryReader::pagesThroughFrames()
{
    SampleRun run = sampleRun(1);
    run.frames.insert(run.frames.end() - 1, 4000, run.frames.at(4));
    run.record.transcript = fold(run.frames);
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        write(writer, run);
    }
    const auto library = reader();
    QCOMPARE(library->frameCount(run.record.id, 1).value_or(-1), qint64(run.frames.size()));
    QCOMPARE(library->frameCount(run.record.id, 2).value_or(-1), 0);
    std::vector<Frame> seen;
    while (true) {
        const auto page = library->frames(run.record.id, 1, qint64(seen.size()), 311);
        QVERIFY(page);
        if (page->empty())
            break;
        seen.insert(seen.end(), page->begin(), page->end());
    }
    QVERIFY(seen == run.frames);
    QVERIFY(library->frames(run.record.id, 1, 5, 0)->empty());
    QVERIFY(library->frames(run.record.id, 1, -5, 1)->front() == run.frames.front());
}

void tst_LibraryReader::refusesUnknownIds()
{
    fill();
    const auto library = reader();
    for (const ErrorKind kind :
         {library->load(AnalysisId(77)).error().kind, library->verify(AnalysisId(77)).error().kind,
          library->transcriptOf(AnalysisId(77), 1).error().kind,
          library->transcriptOf(AnalysisId(2), 9).error().kind})
        QCOMPARE(kind, ErrorKind::NotFound);
    const auto none = LibraryReader::open(m_folder->filePath(u"none.sqlite"_s));
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::NotFound);
}

void tst_LibraryReader::countsAndMeasures()
{
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        for (qint64 id = 1; id <= 10; ++id) {
            SampleRun run = sampleRun(id);
            run.record.endedUtcUs = run.record.createdUtcUs + id * 1'000'000;
            run.record.attempts.front().timing.firstReasoningMs = id * 10;
            if (id == 10)
                run.record.cost = {};
            write(writer, run);
        }
        SampleRun sample = sampleRun(11);
        sample.record.request.sample = true;
        write(writer, sample);
        SampleRun failed = sampleRun(12);
        failed.record.status = AnalysisStatus::Failed;
        failed.record.request.providerId = u"xai"_s;
        write(writer, failed);
        write(writer, sampleRun(13));
        writer.moveToTrash({AnalysisId(13)});
    }
    const auto counted = reader()->statistics();
    QVERIFY2(counted, qPrintable(counted ? QString() : counted.error().message));
    QCOMPARE(counted->analyses, 11);
    QCOMPARE(counted->samples, 1);
    QCOMPARE(counted->inTrash, 1);
    QCOMPARE(counted->byStatus, (QMap<QString, qint64>{{u"completed"_s, 10}, {u"failed"_s, 1}}));
    QCOMPARE(counted->byProvider, (QMap<QString, qint64>{{u"openai"_s, 10}, {u"xai"_s, 1}}));
    QCOMPARE(counted->tokens.output, 220);
    QCOMPARE(counted->costUsd, 0.25 * 10);
    QCOMPARE(counted->costUnknown, 1);
    QVERIFY(counted->fileBytes > 0 && counted->eventBytes > 0);
    QCOMPARE(counted->models.size(), 2);
    const ModelStatistics &model = counted->models.front();
    QCOMPARE(model.runs, 10);
    QCOMPARE(model.completed, 10);
    QCOMPARE(model.medianTotalMs, 5000);
    QCOMPARE(model.p90TotalMs, 9000);
    QCOMPARE(model.medianFirstTokenMs, 50);
    QCOMPARE(model.p90FirstTokenMs, 90);
    QVERIFY(!counted->models.back().medianTotalMs); // it completed nothing

    const auto runs = reader()->runsOfModel(u"openai"_s, u"m-1"_s, 3);
    QVERIFY(runs);
    QCOMPARE(idsOf(*runs), QList<qint64>({11, 10, 9}));
}

void tst_LibraryReader::findsDamage_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("message");

    QTest::newRow("a changed text") << u"UPDATE part SET text = text || '!' WHERE analysis = 3"_s
                                    << u"stored text"_s;
    QTest::newRow("a lost text") << u"DELETE FROM part WHERE analysis = 3"_s << u"stored text"_s;
    QTest::newRow("a lost chunk") << u"DELETE FROM event_chunk WHERE analysis = 3"_s << u"stored text"_s;
    QTest::newRow("a shifted chunk") << u"UPDATE event_chunk SET first_frame = 2 WHERE analysis = 3"_s
                                     << u"missing"_s;
    QTest::newRow("a garbled chunk")
        << u"UPDATE event_chunk SET data = x'0000001011223344' WHERE analysis = 3"_s << u"decompressed"_s;
    QTest::newRow("a wrong count") << u"UPDATE event_chunk SET frames = frames + 1 WHERE analysis = 3"_s
                                   << u"number of frames"_s;
    QTest::newRow("a garbled request")
        << u"UPDATE attempt SET request_body = x'00' WHERE analysis = 3"_s << u"request body"_s;
    QTest::newRow("a changed prompt")
        << u"UPDATE analysis_body SET prompt = 'another prompt' WHERE analysis = 3"_s << u"search"_s;
    QTest::newRow("a lost search row") << u"INSERT INTO search (search, rowid, prompt, reasoning, answer, "
                                          u"note) SELECT 'delete', id, prompt, reasoning, "
                                          "answer, note FROM search_text WHERE id = 3"_s
                                       << u"search index"_s;
    QTest::newRow("a change in the middle of a note")
        << u"UPDATE analysis_body SET note = replace(note, 'middle', 'centre') WHERE analysis = 3"_s
        << u"search index does not match"_s;
    QTest::newRow("rows of nothing") << u"PRAGMA foreign_keys = OFF; "_s << u"belong to nothing"_s;
}

void tst_LibraryReader::findsDamage()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, message);
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        for (qint64 id = 1; id <= 4; ++id)
            write(writer,
                  sampleRun(id,
                            {.prompt = u"prompt no. %1"_s.arg(id),
                             .reasoning = u"thought "_s.repeated(30),
                             .answer = u"answer"_s,
                             .note = u"beginning, middle and ending"_s}));
    }
    QCOMPARE(reader()->verifyAll().value_or(-1), 4);
    {
        PlainConnection plain(m_path);
        QVERIFY(plain.execute(sql));
        if (sql.startsWith("PRAGMA"_L1))
            QVERIFY(plain.execute(u"DELETE FROM analysis WHERE id = 3"_s));
    }
    const auto verdict = reader()->verifyAll();
    QVERIFY(!verdict);
    QVERIFY2(verdict.error().message.contains(message), qPrintable(verdict.error().message));
    if (message != "search index does not match"_L1 && !sql.startsWith("PRAGMA"_L1)) {
        QVERIFY(verdict.error().message.contains(toText(AnalysisId(3))));
        QVERIFY(!reader()->verify(AnalysisId(3)));
        QVERIFY(reader()->verify(AnalysisId(2)));
    }
}

void tst_LibraryReader::listsTagsAndModelsInUse()
{
    fill();
    QCOMPARE(reader()->tags().value_or(QStringList()), QStringList({u"also"_s, u"keep"_s}));
    QCOMPARE(reader()->models().value_or(QStringList()), QStringList({u"m-1"_s, u"other"_s}));
    {
        LibraryWriter writer(m_path, onlyWhenFlushed());
        writer.moveToTrash({AnalysisId(6), AnalysisId(4)});
    }
    QCOMPARE(reader()->models().value_or(QStringList()), QStringList{u"m-1"_s});
    QCOMPARE(reader()->tags().value_or(QStringList{u"?"_s}), QStringList());
}

void tst_LibraryReader::stopsVerifyingWhenTold()
{
    fill();
    QList<qint64> told;
    const auto checked = reader()->verifyAll([&told](qint64 done, qint64 total) {
        told.append(done);
        return total == 6 && done < 2;
    });
    QCOMPARE(checked.value_or(-1), 2);
    QCOMPARE(told, QList<qint64>({0, 1, 2}));
}

QTEST_GUILESS_MAIN(tst_LibraryReader)
#include "tst_libraryreader.moc"
