#pragma once

#include "base/error.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace reasonglass {

/// What went wrong, what to do, and the means to do it, below the text that was kept.
class ErrorBanner : public QFrame
{
    Q_OBJECT

public:
    explicit ErrorBanner(QWidget *parent = nullptr);

    /// \a mayRetry: whether trying the same again makes sense.
    void show(const Error &error, bool mayRetry);

signals:
    void retryRequested();
    /// The key is what is wrong.
    void keyWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    Error m_error;
    QLabel *m_sentence;
    QLabel *m_details;
    QPushButton *m_retry;
    QPushButton *m_key;
    QPushButton *m_copy;
};

} // namespace reasonglass
