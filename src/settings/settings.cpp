#include "settings/settings.h"

namespace reasonglass {

Settings::Settings(const QString &path, QObject *parent)
    : QObject(parent)
    , m_file(path, QSettings::IniFormat)
{ }

void Settings::resetGroup(const QString &group)
{
    m_file.beginGroup(group);
    const QStringList keys = m_file.allKeys();
    m_file.endGroup();
    for (const QString &key : keys) {
        const QString fullKey = group + u'/' + key;
        m_file.remove(fullKey);
        emit changed(fullKey);
    }
}

bool Settings::sync()
{
    m_file.sync();
    return m_file.status() == QSettings::NoError;
}

} // namespace reasonglass
