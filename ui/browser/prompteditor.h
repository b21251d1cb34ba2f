#pragma once

#include <QImage>
#include <QPlainTextEdit>

namespace reasonglass {

/// A field for plain text that grows with it, up to eight lines. Files and images that are pasted or
/// dropped are handed on instead of becoming text. Tab leaves it.
class PromptEditor : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit PromptEditor(int fewestLines, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void filesGiven(const QStringList &paths);
    void imageGiven(const QImage &image);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int heightOf(int lines) const;
    void fitHeight();

    const int m_fewestLines;
};

/// The local files \a source names; empty if it names none.
QStringList givenFiles(const QMimeData *source);
/// Whether \a source is a picture and not text with a picture of itself, as spreadsheets offer.
bool givesImage(const QMimeData *source);

} // namespace reasonglass
