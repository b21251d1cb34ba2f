#pragma once

#include "base/error.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace reasonglass::cli {

/// Standard output and standard error as UTF-8, written at once. On a terminal, control characters other
/// than line feed and tab are shown as visible symbols: what a model wrote must not steer it.
class Console
{
public:
    Console();

    void out(const QString &text) const;
    void err(const QString &text) const;
    void outLine(const QString &text) const { out(text + u'\n'); }
    void errLine(const QString &text) const { err(text + u'\n'); }
    void outJson(const QJsonObject &object);
    void outJson(const QJsonArray &array);
    /// "reasonglass-cli: message (code, HTTP 429, request req_…)"
    void report(const Error &error);

private:
    bool m_outIsTerminal;
    bool m_errIsTerminal;
};

/// \a text with control characters replaced by their visible symbols.
QString withVisibleControls(const QString &text);

} // namespace reasonglass::cli
