#pragma once

#include "base/expected.h"

#include <QDate>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace reasonglass {

/// Reads the fields of one JSON object into variables and remembers what did not fit.
///
/// A missing field leaves its variable alone. A field of the wrong type, or one that nothing has
/// asked for by the time of finish(), is an error that names it: a typing mistake in a file that a
/// person wrote must not pass unseen.
class JsonFields
{
public:
    /// \a where names the object in errors, e.g. `provider "xai"`.
    JsonFields(QJsonObject object, QString where);

    void read(QLatin1StringView name, QString &target);
    void read(QLatin1StringView name, QStringList &target);
    void read(QLatin1StringView name, bool &target);
    void read(QLatin1StringView name, double &target);
    void read(QLatin1StringView name, std::optional<double> &target);
    void read(QLatin1StringView name, std::optional<qint64> &target);
    void read(QLatin1StringView name, std::chrono::seconds &target);
    void read(QLatin1StringView name, QDate &target); ///< "YYYY-MM-DD"
    /// The object \a name, empty when it is missing.
    QJsonObject object(QLatin1StringView name);
    /// Notes that \a name holds something that cannot be used.
    void reject(QLatin1StringView name, const QString &expected);

    /// Whether all went well; call it last.
    Result<> finish() const;

private:
    std::optional<QJsonValue> take(QLatin1StringView name);

    QJsonObject m_object;
    QString m_where;
    QSet<QString> m_known;
    QString m_problem;
};

/// The JSON object in the file \a path. Errors are Usage errors that name the file and the reason.
Result<QJsonObject> readJsonFile(const QString &path);

/// \a base with \a overrides on top: objects within are merged, everything else is replaced.
QJsonObject merged(QJsonObject base, const QJsonObject &overrides);

/// Merges the entries of two lists whose fields named \a keys agree; what is new comes at the end.
/// An entry that is not an object, or lacks a key, is a Usage error.
Result<QJsonArray> mergedEntries(QJsonArray base, const QJsonArray &overrides, const QStringList &keys);

/// The entries of \a file under \a listName; a Usage error when that is not a list.
Result<QJsonArray> entries(const QJsonObject &file, QLatin1StringView listName);

} // namespace reasonglass
