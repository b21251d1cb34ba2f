#pragma once

#include "ui/style/form.h"

#include <QWidget>

class QFormLayout;
class QLabel;

namespace reasonglass {

/// A page of the settings dialog. What is changed on it applies at once.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    virtual QString iconName() const = 0;
    /// Puts everything on the page back to its default.
    virtual void reset() = 0;
    /// Whether the page has anything to reset.
    virtual bool canReset() const { return true; }
};

/// A wrapping line of secondary text.
QLabel *createExplanation(const QString &text);

} // namespace reasonglass
