#include "bench/libraryfixture.h"

#include "bench/zipfwords.h"
#include "store/database.h"
#include "store/librarywriter.h"
#include "store/sql.h"
#include "store/storedvalues.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr qint64 startUs = 1'750'000'000'000'000;
constexpr qint64 minuteUs = 60'000'000;

AnalysisRecord finishedRecord(int number)
{
    const qint64 createdUs = startUs + number * minuteUs;
    AnalysisRecord record;
    record.id = newAnalysisId(createdUs);
    record.title = u"Question %1 about the tiling of boards"_s.arg(number);
    record.status = AnalysisStatus::Completed;
    record.createdUtcUs = createdUs;
    record.endedUtcUs = createdUs + minuteUs / 2;
    record.request.providerId = u"openai"_s;
    record.request.response = {.model = u"gpt-5-mini"_s, .prompt = record.title};
    record.transcript.model = u"gpt-5-mini-2025-08-07"_s;
    record.transcript.status = ResponseStatus::Completed;
    record.transcript.usage = Usage{.input = 100, .output = 900, .reasoning = 500, .total = 1000};
    record.transcript.items = {{.type = u"message"_s,
                                .parts = {{.kind = PartKind::OutputText,
                                           .text = u"The answer to question %1 is known."_s.arg(number)}}}};
    return record;
}

bool isOneIn(int number, int every)
{
    return number % every == every / 2;
}

AnalysisRecord recordWithText(int number, ZipfWords &words)
{
    constexpr qsizetype promptLength = 300;
    constexpr qsizetype reasoningLength = 6000;
    constexpr qsizetype answerLength = 3700;
    AnalysisRecord record = finishedRecord(number);
    record.title = words.text(40).simplified();
    record.request.response.prompt = record.title + u'\n' + words.text(promptLength);
    if (isOneIn(number, otherModelEvery)) {
        record.request.providerId = u"xai"_s;
        record.request.response.model = record.transcript.model = otherModel.toString();
    }
    if (isOneIn(number, failedEvery))
        record.status = AnalysisStatus::Failed;
    if (number % 2 == 0)
        record.tags += commonTag.toString();
    if (isOneIn(number, rareTagEvery))
        record.tags += rareTag.toString();
    QString answer = words.text(answerLength / 2) + u" id%1x "_s.arg(number, 6, 36, QChar(u'0'));
    if (isOneIn(number, rareEvery))
        answer += rareWord.toString() + u' ';
    if (isOneIn(number, phraseEvery))
        answer += plantedPhrase.toString() + u' ';
    answer += words.text(answerLength / 2);
    record.transcript.items = {
        {.type = u"reasoning"_s,
         .parts = {{.kind = PartKind::ReasoningSummary, .text = words.text(reasoningLength)}}},
        {.type = u"message"_s, .parts = {{.kind = PartKind::OutputText, .text = answer}}}};
    return record;
}

/// \a recordOf gives the record of each number from \a first to below \a end.
template <typename RecordOf>
void writeRecords(LibraryWriter &writer, int first, int end, RecordOf recordOf)
{
    writer.open();
    constexpr int batch = 500;
    for (int i = first; i < end; ++i) {
        const AnalysisRecord record = recordOf(i);
        writer.beginAnalysis(record);
        writer.endAnalysis(record);
        if (i % batch == 0)
            writer.flush();
    }
    writer.flush();
}

/// What a finished analysis leaves in a library of the first version, but for its search row.
class RowWriter
{
public:
    explicit RowWriter(const QSqlDatabase &database)
        : m_statements(database)
    { }

    void write(const AnalysisRecord &record)
    {
        const qint64 id = qint64(record.id);
        insert("INSERT INTO analysis (id, created_us, status, provider, base_url, model_requested, model, "
               "title) "
               "VALUES (?, ?, ?, ?, '', ?, ?, ?)",
               {id, record.createdUtcUs, statusName(record.status), record.request.providerId,
                record.request.response.model, record.transcript.model, record.title});
        insert("INSERT INTO analysis_body (analysis, prompt, instructions, request, indexed) "
               "VALUES (?, ?, '', '{}', 1)",
               {id, record.request.response.prompt});
        int ordinal = 0;
        for (const StoredPart &part : storedParts(record.transcript))
            insert("INSERT INTO part (analysis, ordinal, attempt, kind, item, part, text) "
                   "VALUES (?, ?, 1, ?, ?, ?, ?)",
                   {id, ordinal++, partKindName(part.kind), part.item, part.part, part.text});
        for (const QString &tag : record.tags)
            insert("INSERT INTO tag (analysis, name) VALUES (?, ?)", {id, tag});
    }

private:
    void insert(const char *sql, const QVariantList &values)
    {
        if (const auto done = m_statements.run(sql, values); !done)
            qFatal("%s", qUtf8Printable(done.error().message));
    }

    Statements m_statements;
};

/// Rows of a library of the first version, which whoever opens it next brings up to date: that indexes all
/// texts at once, in a tenth of the time that it takes analysis by analysis.
template <typename RecordOf>
void writeRows(const QString &path, int count, RecordOf recordOf)
{
    const Result<Database> database = Database::open(path, {.migrations = {libraryMigrations().front()}});
    if (!database)
        qFatal("%s", qUtf8Printable(database.error().message));
    Transaction transaction(database->connection(), Transaction::Kind::Write);
    RowWriter rows(database->connection());
    for (int i = 0; i < count; ++i)
        rows.write(recordOf(i));
    if (const Result<> done = transaction.commit(); !done)
        qFatal("%s", qUtf8Printable(done.error().message));
}

} // namespace

void writeLibrary(const QString &path, int count)
{
    LibraryWriter writer(path);
    writeRecords(writer, 0, count, finishedRecord);
}

void writeTextLibrary(const QString &path, int count)
{
    ZipfWords words;
    QList<AnalysisId> trashed;
    const auto recordOf = [&](int number) {
        const AnalysisRecord record = recordWithText(number, words);
        if (isOneIn(number, trashedEvery))
            trashed += record.id;
        return record;
    };
    const int latest = std::min(count, 500);
    writeRows(path, count - latest, recordOf);
    LibraryWriter writer(path); // which indexes what is there
    writeRecords(writer, count - latest, count, recordOf);
    writer.moveToTrash(trashed);
    writer.flush();
}

Frame deltaFrame(qint64 number, const QByteArray &delta)
{
    constexpr qint64 gapUs = 5000;
    QByteArray data = R"({"type":"response.output_text.delta","sequence_number":)"
        + QByteArray::number(number)
        + R"(,"item_id":"msg_0123456789abcdef0123456789abcdef0123456789abcdef01","output_index":0,)"
          R"("content_index":0,"delta":")"
        + delta + R"(","logprobs":[],"obfuscation":")"
        + QByteArray::number(quint64(number + 1) * 0x9e3779b97f4a7c15U, 36)
        + QByteArray::number(quint64(number + 1) * 0xbf58476d1ce4e5b9U, 36) + "\"}";
    return {.arrivalUs = number * gapUs, .eventName = "response.output_text.delta", .data = std::move(data)};
}

QString madeUpText(qsizetype characters)
{
    return ZipfWords().text(characters);
}

} // namespace reasonglass::bench
