#include "base/log.h"

#include "base/logfile.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <array>
#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

Q_LOGGING_CATEGORY(logNet, "reasonglass.net", QtInfoMsg)
Q_LOGGING_CATEGORY(logAnalysis, "reasonglass.analysis", QtInfoMsg)
Q_LOGGING_CATEGORY(logStore, "reasonglass.store", QtInfoMsg)
Q_LOGGING_CATEGORY(logApp, "reasonglass.app", QtInfoMsg)

namespace {

// The message handler is a plain function by Qt's design, so what it writes to has to be global.
class Destination
{
public:
    ~Destination()
    {
        qInstallMessageHandler(nullptr);
        replace(nullptr);
    }

    std::shared_ptr<LogFile> file() const
    {
        const std::lock_guard lock(m_mutex);
        return m_file;
    }

    /// The file before is written to its end when the last thread lets go of it.
    void replace(std::shared_ptr<LogFile> file)
    {
        const std::lock_guard lock(m_mutex);
        std::swap(m_file, file);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<LogFile> m_file;
};

Destination destination; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

QLatin1StringView levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
        return "error"_L1;
    case QtFatalMsg:
        return "fatal"_L1;
    }
    return "info"_L1;
}

void writeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString text = redacted(message);
    const QJsonObject line{{u"t"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
                           {u"level"_s, levelName(type)},
                           {u"category"_s, QString::fromLatin1(context.category)},
                           {u"message"_s, text}};
    const std::shared_ptr<LogFile> file = destination.file();
    if (file)
        file->write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    if (file && type == QtFatalMsg)
        file->flush(); // Qt ends the program when this returns
    if (type != QtDebugMsg && type != QtInfoMsg)
        std::fputs((text + u'\n').toLocal8Bit().constData(), stderr);
}

} // namespace

QString redacted(const QString &text)
{
    struct Pattern
    {
        QRegularExpression secret;
        QString instead;
    };
    const auto pattern = [](const QString &secret, const QString &instead) -> Pattern {
        return {QRegularExpression(secret, QRegularExpression::CaseInsensitiveOption), instead};
    };
    static const std::array patterns{
        // Values of headers, as such or in JSON.
        pattern(uR"(\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',]+)"_s,
                u"\\1[redacted]"_s),
        pattern(uR"(\b(api[-_]?key["']?\s*[:=]\s*["']?)[^\s"',;&}]+)"_s, u"\\1[redacted]"_s),
        pattern(uR"(\bBearer\s+[^\s"',]+)"_s, u"[redacted]"_s),
        // Name and password in an address.
        pattern(uR"((://)[^/\s@"']+@)"_s, u"\\1[redacted]@"_s),
        // Keys of OpenAI, OpenRouter and friends (sk-…), xAI (xai-…), Google, GitHub, Hugging Face.
        pattern(uR"(\b(?:sk|rk|pk|xai|gsk|key)-[A-Za-z0-9_\-]{8,})"_s, u"[redacted]"_s),
        pattern(uR"(\b(?:AIza|gh[pousr]_|hf_)[A-Za-z0-9_\-]{20,})"_s, u"[redacted]"_s),
        // JSON web tokens.
        pattern(uR"(\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*)"_s, u"[redacted]"_s),
    };
    QString result = text;
    for (const Pattern &known : patterns)
        result.replace(known.secret, known.instead);
    return result;
}

void startLogging(const QString &directory, qint64 maxBytes)
{
    destination.replace(std::make_shared<LogFile>(directory, maxBytes));
    qInstallMessageHandler(writeMessage);
}

void flushLog()
{
    if (const auto file = destination.file())
        file->flush();
}

} // namespace reasonglass
