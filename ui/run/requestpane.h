#pragma once

#include "analysis/analysisrecord.h"
#include "ui/run/facts.h"

#include <QWidget>

#include <functional>

class QBoxLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace reasonglass {

/// The request as it was sent, readable and coloured; long texts in it are shortened to look at, and whole
/// when they are copied or saved. Never holds a key.
class RequestPane : public QWidget
{
    Q_OBJECT

public:
    explicit RequestPane(QWidget *parent = nullptr);

    /// \a keyVariable: the environment variable that a copied command takes the key from; empty: it takes
    /// none.
    void show(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam,
              const QString &keyVariable);
    void clear();

public slots:
    void copyJson();
    void copyCurl();
    /// Asks for a file name.
    void save();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Colors;

    void build();

    QByteArray m_body;
    std::function<QString()> m_curl; ///< made when it is asked for: it is as long as the body
    QBoxLayout *m_head;
    QLabel *m_leftOut;
    QLabel *m_line; ///< verb and address
    QLabel *m_shortened;
    QLabel *m_saveError;
    QPlainTextEdit *m_text;
    Colors *m_colors;
    QPushButton *m_copyJson;
    QPushButton *m_copyCurl;
    QPushButton *m_save;
};

} // namespace reasonglass
