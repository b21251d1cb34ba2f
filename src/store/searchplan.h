#pragma once

#include "base/expected.h"
#include "store/sql.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace reasonglass {

/// The words of a search as typed: parted by white space, unless "in quotation marks".
QStringList searchTerms(const QString &query);

/// How analyses that hold all of some terms are found.
struct SearchPlan
{
    QString match = {};         ///< for the index; what it finds is newest first. Empty: it cannot help
    QStringList looked = {};    ///< terms that a text found has to be looked through for
    QStringList unindexed = {}; ///< terms of which the index knows nothing: no letter or digit in them
    bool frequent = false;      ///< a term is a part of so many words that most texts may have it
    bool impossible = false;    ///< no text has such words
};

/// What the index of the library that \a statements are of can do for \a terms.
Result<SearchPlan> planSearch(Statements &statements, const QStringList &terms);

} // namespace reasonglass
