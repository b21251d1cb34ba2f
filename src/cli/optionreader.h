#pragma once

#include "base/error.h"
#include "base/expected.h"

#include <QByteArray>
#include <QCommandLineParser>
#include <QString>
#include <QStringList>

#include <optional>

namespace reasonglass::cli {

/// All of a file; "-" is standard input. The error, of kind Usage, names the file.
Result<QByteArray> readWholeFile(const QString &path);

/// Reads the options of a command and keeps the first thing that is wrong with them, so that reading options
/// stays a list.
class OptionReader
{
public:
    /// \a parser must have parsed, and outlive the reader.
    explicit OptionReader(const QCommandLineParser &parser)
        : m_parser(parser)
    { }

    const std::optional<Error> &error() const { return m_error; }

    QString text(const QString &option) const { return m_parser.value(option); }
    QStringList texts(const QString &option) const { return m_parser.values(option); }
    bool has(const QString &option) const { return m_parser.isSet(option); }

    QString word(const QString &option, const QStringList &allowed);
    std::optional<int> integer(const QString &option, int least);
    /// From 0 to \a most.
    std::optional<double> number(const QString &option, double most);
    /// What the file that \a option names holds; empty where it is not given.
    QByteArray file(const QString &option);
    /// A file with a JSON object, as it stands there.
    QByteArray jsonObject(const QString &option);

    void fail(const QString &message);

private:
    const QCommandLineParser &m_parser;
    std::optional<Error> m_error;
};

/// The words that --effort takes.
QStringList effortWords();
/// No cap is higher.
inline constexpr double mostUsd = 1e6;

} // namespace reasonglass::cli
