#pragma once

#include <QSpinBox>

#include <chrono>

namespace reasonglass {

/// A time-out in seconds as it is stored: 0 stands for the built-in value, which is shown, and
/// keys::neverSeconds for no limit, where that makes sense.
class SecondsBox : public QSpinBox
{
    Q_OBJECT

public:
    enum class Never { Offered, NotOffered };

    /// \a builtIn: zero is no limit.
    SecondsBox(std::chrono::seconds builtIn, Never never, QWidget *parent = nullptr);

protected:
    QString textFromValue(int value) const override;
    int valueFromText(const QString &text) const override;
    QValidator::State validate(QString &text, int &position) const override;

private:
    std::chrono::seconds m_builtIn;
};

} // namespace reasonglass
