#include "cli/console.h"

#include "base/visibletext.h"

#include <QStringList>

#include <cstdio>

#ifdef Q_OS_WIN
#include <qt_windows.h>

#include <fcntl.h>
#include <io.h>
#else
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

bool isTerminal(std::FILE *file)
{
#ifdef Q_OS_WIN
    return _isatty(_fileno(file)) != 0;
#else
    return isatty(fileno(file)) != 0;
#endif
}

/// Bytes as they are, and a console that reads them as UTF-8: Windows would turn every line feed into two
/// characters.
void makeExact([[maybe_unused]] std::FILE *file)
{
#ifdef Q_OS_WIN
    _setmode(_fileno(file), _O_BINARY);
    SetConsoleOutputCP(CP_UTF8);
#endif
}

void write(std::FILE *file, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file);
    std::fflush(file);
}

} // namespace

Console::Console()
    : m_outIsTerminal(isTerminal(stdout))
    , m_errIsTerminal(isTerminal(stderr))
{
    makeExact(stdout);
    makeExact(stderr);
}

void Console::out(const QString &text) const
{
    write(stdout, (m_outIsTerminal ? visibleText(text) : text).toUtf8());
}

void Console::err(const QString &text) const
{
    write(stderr, (m_errIsTerminal ? visibleText(text) : text).toUtf8());
}

void Console::showStatus(const QString &line)
{
    if (!m_errIsTerminal)
        return;
    constexpr qsizetype narrowest = 79; // a longer line would break, and its first half would stay
    const QString shown = visibleText(line).left(narrowest);
    QByteArray bytes = '\r' + shown.leftJustified(m_statusLength).toUtf8();
    if (shown.isEmpty())
        bytes += '\r';
    m_statusLength = shown.size();
    write(stderr, bytes);
}

void Console::outJson(const QJsonObject &object)
{
    writeJson(QJsonDocument(object));
}

void Console::outJson(const QJsonArray &array)
{
    writeJson(QJsonDocument(array));
}

void Console::writeJson(const QJsonDocument &document) const
{
    const QByteArray json = document.toJson(QJsonDocument::Compact) + '\n';
    write(stdout, m_outIsTerminal ? visibleJson(json) : json);
}

Error withHttpOption(Error error)
{
    if (error.code == "plain_http"_L1)
        error.message += u"; --allow-http allows it for this time"_s;
    return error;
}

void Console::report(const Error &error) const
{
    QStringList details;
    if (!error.code.isEmpty())
        details += error.code;
    if (error.httpStatus != 0)
        details += u"HTTP %1"_s.arg(error.httpStatus);
    if (!error.requestId.isEmpty())
        details += u"request "_s + error.requestId;
    const QString suffix = details.isEmpty() ? QString() : u" ("_s + details.join(u", "_s) + u')';
    errLine(u"reasonglass-cli: "_s + error.message + suffix);
}

} // namespace reasonglass::cli
