#include "cli/optionreader.h"

#include <QFile>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

namespace {

Error usage(const QString &message)
{
    return {.kind = ErrorKind::Usage, .message = message, .code = u"bad_usage"_s};
}

} // namespace

Result<QByteArray> readWholeFile(const QString &path)
{
    QFile file(path);
    const bool opened =
        path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return Unexpected{usage(u"%1 cannot be read: %2"_s.arg(path, file.errorString()))};
    return file.readAll();
}

QString OptionReader::word(const QString &option, const QStringList &allowed)
{
    QString value = text(option);
    if (has(option) && !allowed.contains(value))
        fail(u"--%1 must be one of %2"_s.arg(option, allowed.join(u", "_s)));
    return value;
}

std::optional<int> OptionReader::integer(const QString &option, int least)
{
    if (!has(option))
        return std::nullopt;
    bool ok = false;
    const int value = text(option).toInt(&ok);
    if (!ok || value < least)
        fail(u"--%1 must be a whole number of at least %2"_s.arg(option).arg(least));
    return value;
}

std::optional<double> OptionReader::number(const QString &option, double most)
{
    if (!has(option))
        return std::nullopt;
    bool ok = false;
    const double value = text(option).toDouble(&ok);
    if (!ok || !(value >= 0 && value <= most))
        fail(u"--%1 must be a number from 0 to %2"_s.arg(option).arg(most));
    return value;
}

QByteArray OptionReader::file(const QString &option)
{
    if (!has(option))
        return {};
    Result<QByteArray> content = readWholeFile(text(option));
    if (!content)
        fail(content.error().message);
    return content.value_or(QByteArray());
}

QByteArray OptionReader::jsonObject(const QString &option)
{
    QByteArray content = file(option);
    if (has(option) && !m_error && !QJsonDocument::fromJson(content).isObject())
        fail(u"--%1: %2 is no JSON object"_s.arg(option, text(option)));
    return content;
}

void OptionReader::fail(const QString &message)
{
    if (!m_error)
        m_error = usage(message);
}

QStringList effortWords()
{
    return {u"none"_s, u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s, u"max"_s};
}

} // namespace reasonglass::cli
