#include "ui/browser/prompteditor.h"

#include <QEvent>
#include <QMimeData>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace reasonglass {

namespace {

constexpr int mostLines = 8;

} // namespace

PromptEditor::PromptEditor(int fewestLines, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_fewestLines(fewestLines)
{
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, &PromptEditor::fitHeight);
    fitHeight();
}

int PromptEditor::heightOf(int lines) const
{
    const double text = lines * fontMetrics().lineSpacing() + 2 * document()->documentMargin();
    return int(std::ceil(text)) + 2 * frameWidth();
}

QSize PromptEditor::sizeHint() const
{
    const int lines = int(std::ceil(document()->size().height())); // this document counts in lines
    return {QPlainTextEdit::sizeHint().width(), heightOf(std::clamp(lines, m_fewestLines, mostLines))};
}

QSize PromptEditor::minimumSizeHint() const
{
    return {QPlainTextEdit::minimumSizeHint().width(), heightOf(m_fewestLines)};
}

void PromptEditor::fitHeight()
{
    const int wanted = sizeHint().height();
    if (wanted != minimumHeight() || wanted != maximumHeight())
        setFixedHeight(wanted);
}

void PromptEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight(); // another width breaks lines elsewhere
}

void PromptEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitHeight();
}

bool PromptEditor::canInsertFromMimeData(const QMimeData *source) const
{
    return !givenFiles(source).isEmpty() || givesImage(source)
        || QPlainTextEdit::canInsertFromMimeData(source);
}

void PromptEditor::insertFromMimeData(const QMimeData *source)
{
    if (const QStringList files = givenFiles(source); !files.isEmpty())
        emit filesGiven(files);
    else if (givesImage(source))
        emit imageGiven(qvariant_cast<QImage>(source->imageData()));
    else
        QPlainTextEdit::insertFromMimeData(source);
}

QStringList givenFiles(const QMimeData *source)
{
    QStringList files;
    for (const QUrl &url : source->urls()) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

bool givesImage(const QMimeData *source)
{
    return source->hasImage() && !source->hasText();
}

} // namespace reasonglass
