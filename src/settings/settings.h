#pragma once

#include <QObject>
#include <QSettings>
#include <QVariant>

namespace reasonglass {

/// One setting: its name in the file, its type, its default. All of them stand in keys.h.
template <typename T>
struct Setting
{
    QString key;
    T defaultValue;
};

/// The user's settings, typed. Never holds a secret; those are SecretStore's. Lives in one thread.
class Settings : public QObject
{
    Q_OBJECT

public:
    /// Reads and writes the INI file \a path; a missing file means defaults everywhere.
    explicit Settings(const QString &path, QObject *parent = nullptr);

    template <typename T>
    T value(const Setting<T> &setting) const
    {
        QVariant stored = m_file.value(setting.key);
        if (!stored.isValid() || !stored.convert(QMetaType::fromType<T>()))
            return setting.defaultValue;
        return stored.value<T>();
    }

    template <typename T>
    void set(const Setting<T> &setting, const T &newValue)
    {
        if (value(setting) == newValue)
            return;
        if (newValue == setting.defaultValue)
            m_file.remove(setting.key);
        else
            m_file.setValue(setting.key, QVariant::fromValue(newValue));
        emit changed(setting.key);
    }

    /// Puts all settings whose key begins with \a group + '/' back to their defaults.
    void resetGroup(const QString &group);
    /// Writes what is still in memory; false if the file cannot be written.
    bool sync();

signals:
    void changed(const QString &key);

private:
    QSettings m_file;
};

} // namespace reasonglass
