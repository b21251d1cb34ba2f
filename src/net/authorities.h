#pragma once

#include "base/expected.h"

#include <QList>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QString>

namespace reasonglass {

/// The certificates in the PEM file \a path, for networks with an authority of their own. A Usage error,
/// `ca_file`, that says why where there are none.
Result<QList<QSslCertificate>> readAuthorities(const QString &path);

/// Qt's own configuration, trusting \a own beside the system's authorities. Reading those takes a tenth of a
/// second.
QSslConfiguration tlsTrusting(const QList<QSslCertificate> &own);

} // namespace reasonglass
