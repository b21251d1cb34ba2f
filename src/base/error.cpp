#include "base/error.h"

#include <QMetaEnum>

using namespace Qt::StringLiterals;

namespace reasonglass {

bool isTransient(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
        // A certificate does not get better by asking again, nor does a password.
        return !error.code.startsWith(u"tls_"_s) && error.code != u"proxy_authentication"_s;
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
    case ErrorKind::Overloaded:
    case ErrorKind::Interrupted:
        return true;
    case ErrorKind::Quota:
    case ErrorKind::Authentication:
    case ErrorKind::Rejected:
    case ErrorKind::NotFound:
    case ErrorKind::TooLong:
    case ErrorKind::Policy:
    case ErrorKind::TooLarge:
    case ErrorKind::Protocol:
    case ErrorKind::Usage:
    case ErrorKind::Storage:
        return false;
    }
    Q_UNREACHABLE();
}

QString kindName(ErrorKind kind)
{
    return QString::fromLatin1(QMetaEnum::fromType<ErrorKind>().valueToKey(int(kind)));
}

} // namespace reasonglass
