#pragma once

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QString>

namespace reasonglass::test {

/// The path of \a file among the tests' certificates.
inline QString certificatePath(const QString &file)
{
    return QStringLiteral(REASONGLASS_SOURCE_DIR "/tests/support/certificates/") + file;
}

/// What a server needs to show the certificate \a name: good (127.0.0.1 and localhost, from the tests'
/// authority), expired, wronghost, selfsigned.
inline QSslConfiguration serverCertificate(const QString &name)
{
    QFile key(certificatePath(name + QStringLiteral(".key")));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no such test certificate");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(
        QSslCertificate::fromPath(certificatePath(name + QStringLiteral(".pem"))));
    configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // of clients
    return configuration;
}

/// While it lives, connections of this program trust the tests' authority, besides the system's.
class TrustTestAuthority
{
public:
    TrustTestAuthority()
    {
        QSslConfiguration trusting = m_before;
        trusting.addCaCertificates(
            QSslCertificate::fromPath(certificatePath(QStringLiteral("authority.pem"))));
        QSslConfiguration::setDefaultConfiguration(trusting);
    }
    TrustTestAuthority(const TrustTestAuthority &) = delete;
    TrustTestAuthority &operator=(const TrustTestAuthority &) = delete;
    ~TrustTestAuthority() { QSslConfiguration::setDefaultConfiguration(m_before); }

private:
    const QSslConfiguration m_before = QSslConfiguration::defaultConfiguration();
};

} // namespace reasonglass::test
