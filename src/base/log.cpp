#include "base/log.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMutex>
#include <QRegularExpression>

#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass {

Q_LOGGING_CATEGORY(logNet, "reasonglass.net", QtInfoMsg)
Q_LOGGING_CATEGORY(logAnalysis, "reasonglass.analysis", QtInfoMsg)
Q_LOGGING_CATEGORY(logStore, "reasonglass.store", QtInfoMsg)
Q_LOGGING_CATEGORY(logApp, "reasonglass.app", QtInfoMsg)

namespace {

constexpr int keptFiles = 3;

class LogFile
{
public:
    LogFile(const QString &directory, qint64 maxBytes)
        : m_file(directory + "/reasonglass.log"_L1)
        , m_maxBytes(maxBytes)
    {
        QDir().mkpath(directory);
        open();
    }

    void write(const QByteArray &line)
    {
        const QMutexLocker lock(&m_mutex);
        if (m_file.size() + line.size() > m_maxBytes)
            rotate();
        m_file.write(line);
        m_file.flush();
    }

private:
    void open()
    {
        if (m_file.open(QIODevice::WriteOnly | QIODevice::Append))
            m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }

    void rotate()
    {
        m_file.close();
        const QString name = m_file.fileName();
        const auto numbered = [&](int n) -> QString { return name + u'.' + QString::number(n); };
        QFile::remove(numbered(keptFiles));
        for (int n = keptFiles - 1; n > 0; --n)
            QFile::rename(numbered(n), numbered(n + 1));
        QFile::rename(name, numbered(1));
        m_file.setFileName(name);
        open();
    }

    QMutex m_mutex;
    QFile m_file;
    qint64 m_maxBytes;
};

// The message handler is a plain function by Qt's design, so what it writes to has to be global.
std::unique_ptr<LogFile> logFile; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

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
    if (logFile)
        logFile->write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    if (type != QtDebugMsg && type != QtInfoMsg)
        std::fputs((text + u'\n').toLocal8Bit().constData(), stderr);
}

} // namespace

QString redacted(const QString &text)
{
    // Keys of OpenAI, OpenRouter and friends (sk-…), xAI (xai-…), bearer values, JSON web tokens.
    static const QRegularExpression secrets(
        uR"((?:\b(?:sk|rk|pk|xai|gsk|key)-[A-Za-z0-9_\-]{8,})|(?:\bBearer\s+\S+)|(?:\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*))"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString result = text;
    return result.replace(secrets, u"[redacted]"_s);
}

void startLogging(const QString &directory, qint64 maxBytes)
{
    logFile = std::make_unique<LogFile>(directory, maxBytes);
    qInstallMessageHandler(writeMessage);
}

} // namespace reasonglass
