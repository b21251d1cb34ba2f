#pragma once

#include "base/error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

namespace reasonglass::cli {

/// Standard output and standard error as UTF-8, written at once. On a terminal, characters that could steer
/// it or hide and reorder text are made visible (see visibleText(); JSON gets escapes instead): what a model
/// wrote must not act. A file or a pipe gets the text as it is.
class Console
{
public:
    Console();

    void out(const QString &text) const;
    void err(const QString &text) const;
    void outLine(const QString &text) const { out(text + u'\n'); }
    void errLine(const QString &text) const { err(text + u'\n'); }
    bool errIsTerminal() const { return m_errIsTerminal; }
    /// Shows \a line on standard error in place of the one shown before; nothing where that is no terminal.
    /// An empty line takes it away, which is to be done before anything else is written.
    void showStatus(const QString &line);
    void outJson(const QJsonObject &object);
    void outJson(const QJsonArray &array);
    /// "reasonglass-cli: message (code, HTTP 429, request req_…)"
    void report(const Error &error) const;

private:
    void writeJson(const QJsonDocument &document) const;

    bool m_outIsTerminal;
    bool m_errIsTerminal;
    qsizetype m_statusLength = 0; ///< of the line that is shown
};

/// \a error, with the option named that allows what a `plain_http` error refuses.
Error withHttpOption(Error error);

} // namespace reasonglass::cli
