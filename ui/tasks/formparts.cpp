#include "ui/tasks/formparts.h"

#include "settings/keys.h"
#include "ui/style/colors.h"

#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int unit = 8;

/// Writes the geometry of a dialog down when it is hidden.
class GeometryKeeper : public QObject
{
public:
    GeometryKeeper(QDialog *dialog, Settings &settings, Setting<QByteArray> setting)
        : QObject(dialog)
        , m_settings(settings)
        , m_setting(std::move(setting))
    { }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Hide && !event->spontaneous()) {
            // Later: a dialog that is being destroyed hides as well, and may hear of changed settings itself.
            const QByteArray geometry = static_cast<QDialog *>(watched)->saveGeometry();
            QMetaObject::invokeMethod(
                &m_settings,
                [&settings = m_settings, setting = m_setting, geometry] { settings.set(setting, geometry); },
                Qt::QueuedConnection);
        }
        return false;
    }

private:
    Settings &m_settings;
    Setting<QByteArray> m_setting;
};

} // namespace

QLabel *createText(const QString &objectName)
{
    auto *label = new QLabel;
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QLabel *createLabel(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    label->setBuddy(buddy);
    return label;
}

QLabel *createHeading(const QString &text, QWidget *buddy)
{
    QLabel *label = createLabel(text, buddy);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

QDialogButtonBox *createButtons(QPushButton *action, bool isCancel)
{
    const auto leave = isCancel ? QDialogButtonBox::Cancel : QDialogButtonBox::Close;
    auto *buttons = new QDialogButtonBox(leave);
    buttons->button(leave)->setAutoDefault(false); // it is what Esc chooses
    if (action) {
        buttons->addButton(action, QDialogButtonBox::AcceptRole);
        action->setDefault(true);
    }
    return buttons;
}

QWidget *createScrollArea(QWidget *content)
{
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

QComboBox *createCombo(const QString &objectName, const QString &accessibleName)
{
    constexpr int fewestCharacters = 6;
    auto *combo = new QComboBox;
    combo->setObjectName(objectName);
    combo->setAccessibleName(accessibleName);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(fewestCharacters);
    combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return combo;
}

void keepGeometry(QDialog *dialog, Settings &settings, const QString &name, int characters, int lines)
{
    const Setting<QByteArray> setting = keys::dialogGeometry(name);
    const QFontMetrics metrics = dialog->fontMetrics();
    QSize wanted(metrics.averageCharWidth() * characters, metrics.lineSpacing() * lines);
    if (const QScreen *screen = dialog->screen())
        wanted = wanted.boundedTo(screen->availableSize() * 9 / 10);
    dialog->resize(wanted);
    dialog->restoreGeometry(settings.value(setting));
    dialog->setSizeGripEnabled(true);
    dialog->installEventFilter(new GeometryKeeper(dialog, settings, setting));
}

CodeEdit::CodeEdit(const QString &objectName, const QString &accessibleName, QWidget *parent)
    : QPlainTextEdit(parent)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setTabChangesFocus(true);
    setLayoutDirection(Qt::LeftToRight);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    takeHeight();
}

void CodeEdit::setLeastLines(int lines)
{
    m_leastLines = lines;
    takeHeight();
}

void CodeEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        takeHeight();
}

void CodeEdit::takeHeight()
{
    setMinimumHeight(fontMetrics().lineSpacing() * m_leastLines + 2 * (frameWidth() + unit / 2));
}

StateLine::StateLine(const QString &objectName, QWidget *parent)
    : QWidget(parent)
    , m_glyph(new QLabel)
    , m_text(createText(objectName + u"Text"_s))
{
    setObjectName(objectName);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(unit);
    row->addWidget(m_glyph, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    hide();
}

void StateLine::say(Tone tone, const QString &text)
{
    const bool isNews = text != m_text->text() || tone != m_tone;
    m_tone = tone;
    m_text->setText(text);
    setVisible(!text.isEmpty());
    if (!isNews || text.isEmpty())
        return;
    applyColors();
    if (tone != Tone::Problem && tone != Tone::Caution)
        return;
    QAccessibleEvent alert(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void StateLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void StateLine::applyColors()
{
    struct Look
    {
        QString glyph;
        AnalysisStatus status; ///< whose colour it has
    };
    const auto look = [this]() -> Look {
        switch (m_tone) {
        case Tone::Good:
            return {u"✓"_s, AnalysisStatus::Completed};
        case Tone::Problem:
            return {u"✕"_s, AnalysisStatus::Failed};
        case Tone::Caution:
            return {u"!"_s, AnalysisStatus::Incomplete};
        case Tone::Quiet:
            return {{}, AnalysisStatus::Cancelled};
        }
        Q_UNREACHABLE();
    }();
    m_glyph->setText(look.glyph);
    m_glyph->setVisible(!look.glyph.isEmpty());
    QPalette own;
    own.setColor(QPalette::WindowText, statusColor(look.status, QGuiApplication::palette()));
    m_glyph->setPalette(own);
    m_text->setPalette(m_tone == Tone::Quiet ? own : QPalette());
}

} // namespace reasonglass
