#include "store/analysisexport.h"

#include "analysis/analysisjson.h"
#include "store/analysisfile.h"
#include "store/libraryreader.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// File systems take 255 bytes or characters; an ending and a number have to fit, too.
constexpr qsizetype longestName = 80;

struct Form
{
    AnalysisExport what;
    QLatin1StringView name;
    QLatin1StringView ending;
};

constexpr std::array forms{Form{AnalysisExport::Whole, "reasonglass"_L1, analysisFileEnding},
                           Form{AnalysisExport::Markdown, "markdown"_L1, "md"_L1},
                           Form{AnalysisExport::Json, "json"_L1, "json"_L1},
                           Form{AnalysisExport::Stream, "sse"_L1, "sse"_L1}};

const Form &formOf(AnalysisExport what)
{
    return *std::ranges::find(forms, what, &Form::what);
}

QByteArray markdownOf(const AnalysisRecord &record)
{
    QStringList sections{u"# "_s + record.title,
                         u"%1 · %2 · %3"_s.arg(record.transcript.model.isEmpty()
                                                   ? record.request.response.model
                                                   : record.transcript.model,
                                               statusName(record.status), isoTime(record.createdUtcUs)),
                         u"## Prompt"_s, record.request.response.prompt};
    if (const QString reasoning = reasoningText(record.transcript); !reasoning.isEmpty())
        sections << u"## Reasoning"_s << reasoning;
    const QString answer = answerText(record.transcript);
    sections << u"## Answer"_s << (answer.isEmpty() ? refusalText(record.transcript) : answer);
    return (sections.join(u"\n\n"_s) + u'\n').toUtf8();
}

/// The stream as a server sent it, as far as it is kept.
QByteArray sseOf(const Frame &frame)
{
    QByteArray text;
    if (!frame.eventName.isEmpty())
        text += "event: " + frame.eventName + '\n';
    for (const QByteArray &line : frame.data.split('\n'))
        text += "data: " + line + '\n';
    return text + '\n';
}

Result<> writeTo(QIODevice &file, const QByteArray &content)
{
    if (file.write(content) == content.size())
        return {};
    return Unexpected{Error{.kind = ErrorKind::Storage, .message = u"cannot write: "_s + file.errorString()}};
}

Result<> writeStream(LibraryReader &reader, const AnalysisRecord &record, QIODevice &file)
{
    Result<> written;
    const Result<> read = visitFrames(reader, record, [&](const Attempt & /*attempt*/, const Frame &frame) {
        const bool isEvent = frame.kind == FrameKind::Event || frame.kind == FrameKind::Tail;
        if (written && isEvent)
            written = writeTo(file, sseOf(frame));
    });
    return read ? written : read;
}

Error cannotWrite(const QFileDevice &file)
{
    return {.kind = ErrorKind::Storage,
            .message = u"%1 cannot be written: %2"_s.arg(file.fileName(), file.errorString()),
            .code = u"export_failed"_s};
}

/// Characters that some system or shell makes something else of, and those that hide or reorder others.
bool isUnfit(char32_t c)
{
    constexpr QStringView reserved = u"<>:\"/\\|?*";
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c < 0x80 && reserved.contains(QChar(char16_t(c)));
    }
}

/// Windows takes these for devices, with any ending.
bool isDeviceName(const QString &name)
{
    const QString base = name.section(u'.', 0, 0).trimmed().toUpper();
    if (QStringList{u"CON"_s, u"PRN"_s, u"AUX"_s, u"NUL"_s}.contains(base))
        return true;
    const bool isPort = base.startsWith("COM"_L1) || base.startsWith("LPT"_L1);
    return isPort && base.size() == 4 && base.back().isDigit();
}

QString freePath(const QDir &folder, const QString &name, const QString &ending)
{
    QString path = folder.filePath(name + u'.' + ending);
    for (int i = 2; QFileInfo::exists(path); ++i)
        path = folder.filePath(u"%1 (%2).%3"_s.arg(name).arg(i).arg(ending));
    return path;
}

} // namespace

QString exportName(AnalysisExport what)
{
    return formOf(what).name;
}

std::optional<AnalysisExport> exportFromName(QStringView name)
{
    const auto found = std::ranges::find_if(forms, [&](const Form &form) { return form.name == name; });
    return found == forms.end() ? std::nullopt : std::optional(found->what);
}

QString exportEnding(AnalysisExport what)
{
    return formOf(what).ending;
}

Result<> writeExport(LibraryReader &reader, const AnalysisRecord &record, AnalysisExport what,
                     QIODevice &file)
{
    switch (what) {
    case AnalysisExport::Whole:
        return writeAnalysisFile(reader, record.id, file);
    case AnalysisExport::Markdown:
        return writeTo(file, markdownOf(record));
    case AnalysisExport::Json:
        return writeTo(file, QJsonDocument(toJson(record)).toJson());
    case AnalysisExport::Stream:
        return writeStream(reader, record, file);
    }
    Q_UNREACHABLE();
}

Result<> exportAnalysis(LibraryReader &reader, const AnalysisRecord &record, AnalysisExport what,
                        const QString &path)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Unexpected{cannotWrite(file)};
    if (const Result<> written = writeExport(reader, record, what, file); !written)
        return written;
    if (!file.commit())
        return Unexpected{cannotWrite(file)};
    return {};
}

QString fileNameFor(const QString &title)
{
    QString name;
    const QList<uint> characters = title.toUcs4();
    for (const char32_t c : characters)
        name += isUnfit(c) ? QStringView(u" ") : QStringView(QChar::fromUcs4(c));
    name = name.simplified().left(longestName);
    if (!name.isEmpty() && name.back().isHighSurrogate())
        name.chop(1);
    while (name.startsWith(u'.') || name.startsWith(u' ') || name.startsWith(u'-'))
        name.remove(0, 1); // hidden, or taken for an option
    while (name.endsWith(u'.') || name.endsWith(u' '))
        name.chop(1); // which Windows does without a word
    if (name.isEmpty())
        return u"analysis"_s;
    return isDeviceName(name) ? name + u'_' : name;
}

Result<QStringList> exportInto(const QString &folder, LibraryReader &reader,
                               const QList<AnalysisId> &analyses, AnalysisExport what)
{
    QStringList files;
    for (const AnalysisId id : analyses) {
        const Result<AnalysisRecord> record = reader.load(id);
        if (!record)
            return Unexpected{record.error()};
        const QString path = freePath(QDir(folder), fileNameFor(record->title), exportEnding(what));
        if (const Result<> done = exportAnalysis(reader, *record, what, path); !done)
            return Unexpected{done.error()};
        files += path;
    }
    return files;
}

} // namespace reasonglass
