#pragma once

#include <QObject>

#include <memory>

namespace reasonglass {

/// Holds off the computer's sleep while long work goes on. Screens may still go dark, and a person who
/// closes the lid or chooses to sleep is not hindered where the system lets the two be told apart.
///
/// Nothing waits for the system. Where it cannot do this, or refuses, nothing happens.
class SleepGuard : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// The platform's own.
    static std::unique_ptr<SleepGuard> create();

    /// \a reason is what the system may show to a person. Holding twice is holding once.
    virtual void hold(const QString &reason) = 0;
    /// So does the destructor.
    virtual void release() = 0;
    /// Whether the system has agreed to stay awake.
    virtual bool isEffective() const = 0;

signals:
    void effectiveChanged(bool effective);
};

} // namespace reasonglass
