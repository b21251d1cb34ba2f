#include "ui/settings/secondsbox.h"

#include "settings/keys.h"
#include "ui/words/words.h"

namespace reasonglass {

namespace {

constexpr int longest = 24 * 60 * 60;
constexpr int step = 30;

} // namespace

SecondsBox::SecondsBox(std::chrono::seconds builtIn, Never never, QWidget *parent)
    : QSpinBox(parent)
    , m_builtIn(builtIn)
{
    setRange(never == Never::Offered ? keys::neverSeconds : 0, longest);
    setSingleStep(step);
    setStepType(QAbstractSpinBox::DefaultStepType);
}

QString SecondsBox::textFromValue(int value) const
{
    if (value == keys::neverSeconds)
        return tr("never");
    if (value == 0)
        return tr("built in: %1")
            .arg(m_builtIn == std::chrono::seconds(0) ? tr("never") : words::seconds(m_builtIn));
    return tr("%1 s").arg(locale().toString(value));
}

/// What a person types is a number, with or without the unit.
int SecondsBox::valueFromText(const QString &text) const
{
    if (text.trimmed() == textFromValue(keys::neverSeconds) && minimum() == keys::neverSeconds)
        return keys::neverSeconds;
    if (text == textFromValue(0))
        return 0;
    QString digits;
    for (const QChar letter : text) {
        if (letter.isDigit())
            digits += letter;
    }
    return digits.toInt();
}

QValidator::State SecondsBox::validate(QString &text, int & /*position*/) const
{
    const int value = valueFromText(text);
    return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Invalid;
}

} // namespace reasonglass
