#include "net/authorities.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Unexpected<Error> unusable(const QString &path, const QString &reason)
{
    return Unexpected{Error{.kind = ErrorKind::Usage,
                            .message = u"the certificate file %1 cannot be used: %2"_s.arg(path, reason),
                            .code = u"ca_file"_s}};
}

} // namespace

Result<QList<QSslCertificate>> readAuthorities(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unusable(path, file.errorString());
    constexpr qint64 largestFile = qint64{8} * 1024 * 1024; // the web's own list has a quarter of a megabyte
    if (file.size() > largestFile)
        return unusable(path, u"it is too large for a list of certificates"_s);
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(file.read(largestFile), QSsl::Pem);
    if (certificates.isEmpty())
        return unusable(path, u"it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"_s);
    return certificates;
}

QSslConfiguration tlsTrusting(const QList<QSslCertificate> &own)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    // Once certificates are added by hand, Qt no longer looks for the system's by itself.
    configuration.setCaCertificates(QSslConfiguration::systemCaCertificates() + own);
    return configuration;
}

} // namespace reasonglass
