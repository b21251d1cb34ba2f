#include "cli/console.h"

#include <QJsonDocument>
#include <QStringList>

#include <algorithm>
#include <cstdio>

#ifdef Q_OS_WIN
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

void write(std::FILE *file, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file);
    std::fflush(file);
}

bool isControl(QChar c)
{
    const char16_t unit = c.unicode();
    const bool c0 = unit < 0x20 && unit != '\n' && unit != '\t';
    const bool c1 = unit >= 0x7F && unit < 0xA0;
    const bool bidi = (unit >= 0x202A && unit <= 0x202E) || (unit >= 0x2066 && unit <= 0x2069);
    return c0 || c1 || bidi;
}

} // namespace

QString withVisibleControls(const QString &text)
{
    constexpr char16_t controlPictures = 0x2400; // U+2400 SYMBOL FOR NULL and those that follow it
    if (std::ranges::none_of(text, isControl))
        return text;
    QString visible = text;
    for (QChar &c : visible) {
        if (isControl(c))
            c = c.unicode() < 0x20 ? QChar(char16_t(controlPictures + c.unicode()))
                                   : QChar(QChar::ReplacementCharacter);
    }
    return visible;
}

Console::Console()
    : m_outIsTerminal(isTerminal(stdout))
    , m_errIsTerminal(isTerminal(stderr))
{ }

void Console::out(const QString &text) const
{
    write(stdout, (m_outIsTerminal ? withVisibleControls(text) : text).toUtf8());
}

void Console::err(const QString &text) const
{
    write(stderr, (m_errIsTerminal ? withVisibleControls(text) : text).toUtf8());
}

void Console::outJson(const QJsonObject &object)
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void Console::outJson(const QJsonArray &array)
{
    write(stdout, QJsonDocument(array).toJson(QJsonDocument::Compact) + '\n');
}

void Console::report(const Error &error)
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
