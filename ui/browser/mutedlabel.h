#pragma once

#include <QLabel>

namespace reasonglass {

/// Plain text of less weight that stays readable in every palette. Never reads its text as HTML.
class MutedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit MutedLabel(const QString &text = {}, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void takeColor();
};

} // namespace reasonglass
