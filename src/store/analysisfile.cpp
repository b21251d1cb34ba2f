#include "store/analysisfile.h"

#include "analysis/transcriptfold.h"
#include "store/libraryreader.h"
#include "store/sql.h"
#include "store/storedvalues.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr auto formatName = "reasonglass-analysis"_L1;
constexpr int formatVersion = 1;
constexpr qint64 framesPerPage = 2000;

constexpr std::array kindNames{std::pair{FrameKind::Event, "event"_L1}, std::pair{FrameKind::Body, "body"_L1},
                               std::pair{FrameKind::Tail, "tail"_L1},
                               std::pair{FrameKind::Refusal, "refusal"_L1}};

QLatin1StringView frameKindName(FrameKind kind)
{
    return std::ranges::find(kindNames, kind, &decltype(kindNames)::value_type::first)->second;
}

std::optional<FrameKind> frameKindFromName(QStringView name)
{
    const auto found = std::ranges::find_if(kindNames, [&](const auto &row) { return row.second == name; });
    return found == kindNames.end() ? std::nullopt : std::optional(found->first);
}

// What may be done about a file that cannot be read.
constexpr auto notOurs = "bad_file"_L1;         ///< another file, or none that we would write
constexpr auto cutOff = "bad_file_cut"_L1;      ///< the rest is missing
constexpr auto changed = "bad_file_changed"_L1; ///< not what was exported
constexpr auto tooNew = "bad_file_newer"_L1;    ///< by a later version
constexpr auto tooLarge = "bad_file_large"_L1;  ///< for AnalysisFileLimits

Error badLine(qint64 line, const QString &what, QLatin1StringView code)
{
    return {.kind = ErrorKind::Usage, .message = u"line %1: %2"_s.arg(line).arg(what), .code = code};
}

// Bytes travel as text where they are such, since people read these files.
void putBytes(QJsonObject &object, const QString &key, const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    if (text.toUtf8() == bytes)
        object.insert(key, text);
    else
        object.insert(key + u"_base64"_s, QString::fromLatin1(bytes.toBase64()));
}

std::optional<QByteArray> bytesAt(const QJsonObject &object, const QString &key)
{
    if (const QJsonValue text = object.value(key); text.isString())
        return text.toString().toUtf8();
    const QJsonValue coded = object.value(key + u"_base64"_s);
    if (!coded.isString())
        return std::nullopt;
    const auto bytes =
        QByteArray::fromBase64Encoding(coded.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return bytes ? std::optional(bytes.decoded) : std::nullopt;
}

QJsonValue nested(const QVariant &column)
{
    return column.isNull() ? QJsonValue()
                           : QJsonValue(QJsonDocument::fromJson(column.toByteArray()).object());
}

std::optional<Error> errorAt(const QJsonObject &object)
{
    const QJsonValue value = object.value("error"_L1);
    if (!value.isObject())
        return std::nullopt;
    return errorFromColumn(QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)));
}

QJsonObject headOf(const AnalysisRecord &record)
{
    const ResponseRequest &response = record.request.response;
    QJsonArray attachments;
    for (const Attachment &attachment : response.attachments)
        attachments.append(QJsonObject{{u"name"_s, attachment.fileName},
                                       {u"type"_s, attachment.mimeType},
                                       {u"base64"_s, QString::fromLatin1(attachment.bytes.toBase64())}});
    const AnalysisStatus status = isFinal(record.status) ? record.status : AnalysisStatus::Interrupted;
    return {{u"id"_s, toText(record.id)},
            {u"title"_s, record.title},
            {u"status"_s, statusName(status)},
            {u"created_us"_s, record.createdUtcUs},
            {u"ended_us"_s, record.endedUtcUs},
            {u"provider"_s, record.request.providerId},
            {u"base_url"_s, record.request.baseUrl},
            {u"sample"_s, record.request.sample},
            {u"model"_s, response.model},
            {u"prompt"_s, response.prompt},
            {u"instructions"_s, response.instructions},
            {u"attachments"_s, attachments},
            {u"settings"_s, QJsonDocument::fromJson(requestColumn(record.request).toUtf8()).object()},
            {u"fallbacks"_s, QJsonArray::fromStringList(record.fallbacks)},
            {u"cost_usd"_s, record.cost.usd ? QJsonValue(*record.cost.usd) : QJsonValue()},
            {u"cost_is"_s, costBasisName(record.cost.basis)},
            {u"error"_s, nested(errorColumn(record.error))},
            {u"tags"_s, QJsonArray::fromStringList(record.tags)},
            {u"note"_s, record.note}};
}

void putTime(QJsonObject &object, QLatin1StringView key, const std::optional<qint64> &ms)
{
    if (ms)
        object.insert(key, *ms);
}

QJsonObject lineOf(const Attempt &attempt)
{
    const AnalysisStatus outcome = isFinal(attempt.outcome) ? attempt.outcome : AnalysisStatus::Interrupted;
    QJsonObject object{{u"attempt"_s, attempt.number},
                       {u"outcome"_s, statusName(outcome)},
                       {u"started_us"_s, attempt.startedUtcUs},
                       {u"ended_us"_s, attempt.endedUtcUs},
                       {u"events"_s, attempt.events},
                       {u"bytes"_s, attempt.bytes},
                       {u"resumed"_s, attempt.resumed},
                       {u"streamed"_s, attempt.streamed},
                       {u"http_status"_s, attempt.httpStatus},
                       {u"request_id"_s, attempt.requestId},
                       {u"error"_s, nested(errorColumn(attempt.error))},
                       {u"longest_gap_ms"_s, attempt.timing.longestGapMs}};
    putBytes(object, u"request_body"_s, attempt.requestBody);
    putTime(object, "connect_ms"_L1, attempt.timing.connectMs);
    putTime(object, "first_byte_ms"_L1, attempt.timing.firstByteMs);
    putTime(object, "first_reasoning_ms"_L1, attempt.timing.firstReasoningMs);
    putTime(object, "first_text_ms"_L1, attempt.timing.firstTextMs);
    putTime(object, "total_ms"_L1, attempt.timing.totalMs);
    return object;
}

QJsonObject lineOf(const Frame &frame, int attempt)
{
    QJsonObject object{
        {u"of"_s, attempt}, {u"kind"_s, frameKindName(frame.kind)}, {u"t_us"_s, frame.arrivalUs}};
    if (!frame.eventName.isEmpty())
        putBytes(object, u"name"_s, frame.eventName);
    putBytes(object, u"data"_s, frame.data);
    return object;
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// Writes lines and sums them up.
class LineWriter
{
public:
    explicit LineWriter(QIODevice &file)
        : m_file(file)
    { }

    /// What kind of file this is stands first, where others look for it: members of an object are sorted.
    void writeHead(const QJsonObject &head)
    {
        const QByteArray kind = compact({{u"format"_s, formatName}, {u"version"_s, formatVersion}});
        writeLine(kind.chopped(1) + ',' + compact(head).sliced(1));
    }

    void write(const QJsonObject &object) { writeLine(compact(object)); }

    Result<> finish(qint64 frames)
    {
        const QString sum = QString::fromLatin1(m_sum.result().toHex());
        write({{u"end"_s, QJsonObject{{u"frames"_s, frames}, {u"sha256"_s, sum}}}});
        if (m_failed)
            return Unexpected{storageError(u"the file cannot be written: "_s + m_file.errorString())};
        return {};
    }

    bool failed() const { return m_failed; }

private:
    void writeLine(const QByteArray &text)
    {
        const QByteArray line = text + '\n';
        m_sum.addData(line);
        m_failed |= m_file.write(line) != line.size();
    }

    QIODevice &m_file;
    QCryptographicHash m_sum{QCryptographicHash::Sha256};
    bool m_failed = false;
};

std::optional<qint64> timeAt(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

/// Reads lines in their order and keeps what they amount to.
class FileReader
{
public:
    FileReader(QIODevice &file, const AnalysisFileLimits &limits, const ReadProgress &progress)
        : m_file(file)
        , m_limits(limits)
        , m_progress(progress)
    { }

    Result<PortableAnalysis> read()
    {
        while (!m_ended) {
            const Result<QJsonObject> line = nextLine();
            if (!line)
                return Unexpected{line.error()};
            if (const Result<> taken = take(*line); !taken)
                return Unexpected{taken.error()};
            if (m_progress && !m_progress(m_bytes))
                return fail(u"the person has stopped it"_s, "cancelled"_L1);
        }
        if (!m_file.atEnd())
            return fail(u"something follows the end"_s, changed);
        fold();
        return std::move(m_analysis);
    }

private:
    Unexpected<Error> fail(const QString &what, QLatin1StringView code = notOurs) const
    {
        return Unexpected{badLine(m_line, what, code)};
    }

    Result<QJsonObject> nextLine()
    {
        const QByteArray line = m_file.readLine(m_limits.lineBytes + 1);
        ++m_line;
        m_bytes += line.size();
        if (line.isEmpty())
            return fail(u"the file ends here without its end mark: it was cut"_s, cutOff);
        if (line.size() > m_limits.lineBytes || m_bytes > m_limits.totalBytes)
            return fail(u"the file is larger than this program reads"_s, tooLarge);
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line, &error);
        if (!document.isObject())
            return fail(u"this is no JSON object: "_s + error.errorString(), whyUnreadable(line));
        if (!document.object().contains("end"_L1))
            m_sum.addData(line);
        return document.object();
    }

    /// Only the last line of a file that was cut has no end.
    QLatin1StringView whyUnreadable(const QByteArray &line) const
    {
        if (m_line == 1)
            return notOurs;
        return line.endsWith('\n') ? changed : cutOff;
    }

    Result<> take(const QJsonObject &line)
    {
        if (m_line == 1)
            return takeHead(line);
        if (line.contains("attempt"_L1))
            return takeAttempt(line);
        if (line.contains("end"_L1))
            return takeEnd(line.value("end"_L1).toObject());
        return takeFrame(line);
    }

    Result<> takeHead(const QJsonObject &head)
    {
        if (head.value("format"_L1).toString() != formatName)
            return fail(u"this is no exported analysis"_s);
        if (head.value("version"_L1).toInt() > formatVersion)
            return fail(u"the file was written by a newer version of this program"_s, tooNew);
        AnalysisRecord &record = m_analysis.record;
        const auto id = analysisIdFromText(head.value("id"_L1).toString());
        const auto status = statusFromName(head.value("status"_L1).toString());
        if (!id || *id == AnalysisId{} || !status || !isFinal(*status))
            return fail(u"id or status cannot be read"_s);
        record.id = *id;
        record.status = *status;
        record.title = head.value("title"_L1).toString();
        record.createdUtcUs = head.value("created_us"_L1).toInteger();
        record.endedUtcUs = head.value("ended_us"_L1).toInteger();
        record.fallbacks = head.value("fallbacks"_L1).toVariant().toStringList();
        record.tags = head.value("tags"_L1).toVariant().toStringList();
        record.note = head.value("note"_L1).toString();
        record.error = errorAt(head);
        if (const QJsonValue usd = head.value("cost_usd"_L1); usd.isDouble())
            record.cost.usd = usd.toDouble();
        record.cost.basis =
            costBasisFromName(head.value("cost_is"_L1).toString()).value_or(CostBasis::Unknown);
        return takeRequest(head);
    }

    Result<> takeRequest(const QJsonObject &head)
    {
        AnalysisRequest &request = m_analysis.record.request;
        readRequestColumn(
            QString::fromUtf8(
                QJsonDocument(head.value("settings"_L1).toObject()).toJson(QJsonDocument::Compact)),
            request);
        request.providerId = head.value("provider"_L1).toString();
        request.baseUrl = head.value("base_url"_L1).toString();
        request.sample = head.value("sample"_L1).toBool();
        request.response.model = head.value("model"_L1).toString();
        request.response.prompt = head.value("prompt"_L1).toString();
        request.response.instructions = head.value("instructions"_L1).toString();
        const QJsonArray attachments = head.value("attachments"_L1).toArray();
        for (const QJsonValue &value : attachments) {
            const QJsonObject attachment = value.toObject();
            const auto bytes = QByteArray::fromBase64Encoding(
                attachment.value("base64"_L1).toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
            if (!bytes)
                return fail(u"an attachment cannot be read"_s);
            request.response.attachments.push_back({attachment.value("name"_L1).toString(),
                                                    attachment.value("type"_L1).toString(), bytes.decoded});
        }
        return {};
    }

    Result<> takeAttempt(const QJsonObject &line)
    {
        auto &attempts = m_analysis.record.attempts;
        const auto outcome = statusFromName(line.value("outcome"_L1).toString());
        const auto body = bytesAt(line, u"request_body"_s);
        const int number = line.value("attempt"_L1).toInt();
        if (!outcome || !isFinal(*outcome) || !body || number != int(attempts.size()) + 1)
            return fail(u"an attempt cannot be read, or is out of order"_s, changed);
        attempts.push_back({.number = number,
                            .outcome = *outcome,
                            .startedUtcUs = line.value("started_us"_L1).toInteger(),
                            .endedUtcUs = line.value("ended_us"_L1).toInteger(),
                            .events = line.value("events"_L1).toInteger(),
                            .bytes = line.value("bytes"_L1).toInteger(),
                            .resumed = line.value("resumed"_L1).toBool(),
                            .streamed = line.value("streamed"_L1).toBool(true),
                            .httpStatus = line.value("http_status"_L1).toInt(),
                            .requestId = line.value("request_id"_L1).toString(),
                            .error = errorAt(line),
                            .requestBody = *body,
                            .timing = {.connectMs = timeAt(line, "connect_ms"_L1),
                                       .firstByteMs = timeAt(line, "first_byte_ms"_L1),
                                       .firstReasoningMs = timeAt(line, "first_reasoning_ms"_L1),
                                       .firstTextMs = timeAt(line, "first_text_ms"_L1),
                                       .longestGapMs = line.value("longest_gap_ms"_L1).toInteger(),
                                       .totalMs = timeAt(line, "total_ms"_L1)}});
        m_analysis.frames.emplace_back();
        return {};
    }

    Result<> takeFrame(const QJsonObject &line)
    {
        const qint64 attempt = line.value("of"_L1).toInteger();
        const auto kind = frameKindFromName(line.value("kind"_L1).toString());
        const auto data = bytesAt(line, u"data"_s);
        const bool attemptIsKnown = attempt >= 1 && attempt <= qint64(m_analysis.frames.size());
        if (!kind || !data || !attemptIsKnown)
            return fail(u"an event cannot be read"_s, changed);
        if (++m_frames > m_limits.frames)
            return fail(u"the file holds more events than this program reads"_s, tooLarge);
        m_analysis.frames[size_t(attempt - 1)].push_back({.kind = *kind,
                                                          .arrivalUs = line.value("t_us"_L1).toInteger(),
                                                          .eventName = bytesAt(line, u"name"_s).value_or(""),
                                                          .data = *data});
        return {};
    }

    Result<> takeEnd(const QJsonObject &end)
    {
        m_ended = true;
        if (end.value("frames"_L1).toInteger() != m_frames
            || end.value("sha256"_L1).toString().toLatin1() != m_sum.result().toHex())
            return fail(u"the content is not what was exported: the checksum differs"_s, changed);
        return {};
    }

    /// The texts of the latest attempt, which goes on from those before where it was resumed.
    void fold()
    {
        TranscriptFold fold;
        for (size_t i = 0; i < m_analysis.frames.size(); ++i) {
            if (m_analysis.record.attempts[i].resumed)
                fold.resume();
            else
                fold = {};
            for (const Frame &frame : m_analysis.frames[i])
                (void)fold.feed(frame);
        }
        m_analysis.record.transcript = fold.transcript();
    }

    QIODevice &m_file;
    AnalysisFileLimits m_limits;
    const ReadProgress &m_progress;
    QCryptographicHash m_sum{QCryptographicHash::Sha256};
    PortableAnalysis m_analysis;
    qint64 m_line = 0;
    qint64 m_bytes = 0;
    qint64 m_frames = 0;
    bool m_ended = false;
};

} // namespace

Result<> writeAnalysisFile(LibraryReader &library, AnalysisId id, QIODevice &file)
{
    const Result<AnalysisRecord> record = library.load(id);
    if (!record)
        return Unexpected{record.error()};
    LineWriter lines(file);
    lines.writeHead(headOf(*record));
    for (const Attempt &attempt : record->attempts)
        lines.write(lineOf(attempt));
    qint64 written = 0;
    for (const Attempt &attempt : record->attempts) {
        for (qint64 first = 0; !lines.failed(); first += framesPerPage) {
            const auto page = library.frames(id, attempt.number, first, framesPerPage);
            if (!page)
                return Unexpected{page.error()};
            for (const Frame &frame : *page)
                lines.write(lineOf(frame, attempt.number));
            written += qint64(page->size());
            if (qint64(page->size()) < framesPerPage)
                break;
        }
    }
    return lines.finish(written);
}

Result<PortableAnalysis> readAnalysisFile(QIODevice &file, const AnalysisFileLimits &limits,
                                          const ReadProgress &progress)
{
    return FileReader(file, limits, progress).read();
}

Result<PortableAnalysis> readAnalysisFile(const QString &path, const ReadProgress &progress)
{
    const auto unreadable = [](const QString &why) {
        return Unexpected{Error{.kind = ErrorKind::Usage, .message = why, .code = u"unreadable_file"_s}};
    };
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return unreadable(u"this is no file"_s);
    if (QFileInfo(path).size() > AnalysisFileLimits{}.totalBytes)
        return Unexpected{Error{.kind = ErrorKind::Usage,
                                .message = u"the file is larger than this program reads"_s,
                                .code = tooLarge}};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(file.errorString());
    return readAnalysisFile(file, {}, progress);
}

bool isAnalysisFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isFile()) // of a pipe or a device nobody can take only the beginning
        return false;
    if (info.suffix().compare(analysisFileEnding, Qt::CaseInsensitive) == 0)
        return true;
    constexpr qint64 enough = 65'536;
    QFile file(path);
    const QByteArray head = file.open(QIODevice::ReadOnly) ? file.read(enough) : QByteArray();
    const QByteArray line = head.split('\n').first();
    return line.startsWith('{') && line.contains("\"format\":\"reasonglass-analysis\"");
}

} // namespace reasonglass
