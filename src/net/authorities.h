#pragma once

#include "base/expected.h"

#include <QList>
#include <QSslCertificate>
#include <QString>

namespace reasonglass {

/// The certificates in the PEM file \a path, for networks with an authority of their own. A Usage error,
/// `ca_file`, that says why where there are none.
Result<QList<QSslCertificate>> readAuthorities(const QString &path);

} // namespace reasonglass
