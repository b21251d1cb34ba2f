#pragma once

#include "base/expected.h"

#include <QString>
#include <QVariant>

#include <functional>

namespace reasonglass {

/// A record found on a page of a database file, whatever table it belongs to.
struct FoundRecord
{
    qint64 rowid = 0; ///< 0 for one of a table without row ids, or of an index
    bool hasRowid = true;
    quint32 page = 0;    ///< the page its cell is on, from 1
    QVariantList values; ///< qint64, double, QString, QByteArray, or invalid for NULL
};

/// Reads every record that is whole off the pages of the database file at \a path, in the order of the
/// pages, without SQLite and without the tables' trees: a damaged page costs what is on it and no more.
/// A record that runs on over damaged pages, as far as that can be told, is left out.
///
/// The file must not be open in SQLite, and all that matters must be in it and not in its write-ahead
/// log. \a visit returns false to stop. See sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1.
Result<> scanPages(const QString &path, const std::function<bool(const FoundRecord &)> &visit);

} // namespace reasonglass
