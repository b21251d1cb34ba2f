#pragma once

#include <QObject>
#include <QString>

#include <memory>

namespace reasonglass {

/// One notice to a person who looks elsewhere. A later one takes the place of the one before. Whether it
/// is wanted is for the caller to know: not while the window is active.
class DesktopNotice : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// The platform's own.
    static std::unique_ptr<DesktopNotice> create();

    /// Both are plain text. Nothing waits for the system, and nothing happens where it shows no notices.
    virtual void show(const QString &title, const QString &text) = 0;

signals:
    /// The person has clicked the notice: the window is to be raised.
    void activated();
};

} // namespace reasonglass
