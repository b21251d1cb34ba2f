#include "ui/settings/settingspage.h"

#include "ui/style/colors.h"

#include <QEvent>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>

namespace reasonglass {

namespace {

/// A label in the muted colour of the palette in use.
class MutedLabel : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void changeEvent(QEvent *event) override
    {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::ParentChange || event->type() == QEvent::PaletteChange)
            recolor();
    }

private:
    void recolor()
    {
        QPalette own = QGuiApplication::palette();
        own.setColor(QPalette::WindowText, mutedText(own));
        if (own.color(QPalette::WindowText) != palette().color(QPalette::WindowText))
            setPalette(own);
    }
};

} // namespace

QLabel *createExplanation(const QString &text)
{
    auto *label = new MutedLabel(text);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace reasonglass
