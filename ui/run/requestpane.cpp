#include "ui/run/requestpane.h"

#include "base/visibletext.h"
#include "streamview/codehighlight.h"
#include "ui/run/readablejson.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QEvent>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSyntaxHighlighter>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// What a prompt or a picture leaves of itself; enough to see what it is.
constexpr JsonLimits shownLimits{.stringBytes = 4000, .textBytes = 200'000};

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

/// Keys, strings and numbers of the JSON in the palette's own colours.
class RequestPane::Colors : public QSyntaxHighlighter
{
public:
    explicit Colors(QPlainTextEdit &edit)
        : QSyntaxHighlighter(edit.document())
        , m_edit(edit)
    { }

protected:
    void highlightBlock(const QString &line) override
    {
        static const CodeLanguage *const json = codeLanguage(u"json");
        CodeState state; // no token of JSON goes on over a line end
        for (const CodeSpan &span : highlightLine(*json, line, state))
            setFormat(span.start, span.length, format(span.token));
    }

private:
    QTextCharFormat format(CodeToken token) const
    {
        const QPalette palette = m_edit.palette();
        QTextCharFormat format;
        if (token == CodeToken::Type)
            format.setForeground(palette.color(QPalette::Link));
        else if (token == CodeToken::String)
            format.setForeground(statusColor(AnalysisStatus::Completed, palette));
        else
            format.setForeground(statusColor(AnalysisStatus::Interrupted, palette));
        return format;
    }

    QPlainTextEdit &m_edit;
};

RequestPane::RequestPane(QWidget *parent)
    : QWidget(parent)
    , m_head(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_leftOut(plainLabel(this))
    , m_line(plainLabel(this))
    , m_shortened(plainLabel(this))
    , m_saveError(plainLabel(this))
    , m_text(new QPlainTextEdit(this))
    , m_colors(new Colors(*m_text))
    , m_copyJson(new QPushButton(outlineIcon(u"copy"_s), tr("Copy as &JSON"), this))
    , m_copyCurl(new QPushButton(outlineIcon(u"copy"_s), tr("Copy as cur&l"), this))
    , m_save(new QPushButton(tr("&Save…"), this))
{
    m_leftOut->setObjectName(u"leftOut"_s);
    m_leftOut->setAccessibleName(tr("What was not sent as asked for"));
    m_line->setObjectName(u"requestLine"_s);
    m_line->setAccessibleName(tr("Where the request went"));
    m_shortened->setObjectName(u"shortened"_s);
    m_shortened->setText(tr("Long texts are shortened here (…). Copy and Save have all of it."));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setLayoutDirection(Qt::LeftToRight); // code does not turn round
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("The request as it was sent"));
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_copyJson->setObjectName(u"copyJson"_s);
    m_copyCurl->setObjectName(u"copyCurl"_s);
    m_copyJson->setToolTip(tr("The whole body, as it was sent"));
    m_copyCurl->setToolTip(
        tr("A command that sends the same request; the key is taken from the environment"));
    m_save->setToolTip(tr("The whole body, as it was sent, into a file"));
    connect(m_copyJson, &QPushButton::clicked, this, &RequestPane::copyJson);
    connect(m_copyCurl, &QPushButton::clicked, this, &RequestPane::copyCurl);
    connect(m_save, &QPushButton::clicked, this, &RequestPane::save);
    build();
    clear();
}

void RequestPane::build()
{
    constexpr int margin = 8;
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_line);
    words->addWidget(m_leftOut);
    words->addWidget(m_shortened);
    words->addWidget(m_saveError);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(margin);
    for (QPushButton *button : {m_copyJson, m_copyCurl, m_save})
        buttons->addWidget(button, 0, Qt::AlignTop);
    buttons->addStretch(1);
    m_head->setContentsMargins(margin, margin, margin, 0);
    m_head->setSpacing(margin);
    m_head->addLayout(words, 1);
    m_head->addLayout(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(margin);
    column->addLayout(m_head);
    column->addWidget(m_text, 1);
}

void RequestPane::show(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam,
                       const QString &keyVariable)
{
    m_body = attempt.resumed ? QByteArray() : attempt.requestBody;
    m_curl = [record, attempt, seam, keyVariable] { return curlCommand(record, attempt, seam, keyVariable); };
    m_line->setText(requestLine(record, attempt, seam));
    m_saveError->hide();
    const QString leftOut = leftOutText(record);
    m_leftOut->setVisible(!leftOut.isEmpty());
    m_leftOut->setText(tr("Not sent as asked for:") + u'\n' + leftOut);
    const ReadableJson shown = readableJson(m_body, shownLimits);
    m_shortened->setVisible(shown.shortened);
    if (const QString text = visibleText(shown.text); m_text->toPlainText() != text)
        m_text->setPlainText(text);
    m_text->setPlaceholderText(attempt.resumed ? tr("Taking up a response sends nothing but its address.")
                                               : tr("Nothing was sent."));
    m_copyJson->setEnabled(!m_body.isEmpty());
    m_save->setEnabled(!m_body.isEmpty());
    m_copyCurl->setEnabled(!record.request.sample);
}

void RequestPane::clear()
{
    m_body.clear();
    m_curl = {};
    m_line->clear();
    m_leftOut->hide();
    m_shortened->hide();
    m_saveError->hide();
    m_text->clear();
    m_text->setPlaceholderText({});
    for (QPushButton *button : {m_copyJson, m_copyCurl, m_save})
        button->setEnabled(false);
}

void RequestPane::copyJson()
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(visibleJson(m_body)));
}

void RequestPane::copyCurl()
{
    if (m_curl)
        QGuiApplication::clipboard()->setText(m_curl());
}

void RequestPane::save()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the request"), u"request.json"_s,
                                                      tr("JSON (*.json);;All files (*)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_body) != m_body.size() || !file.commit())
        m_saveError->setText(tr("It could not be saved: %1").arg(file.errorString()));
    m_saveError->setVisible(file.error() != QFileDevice::NoError);
}

void RequestPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int besideFrom = 110; // widths of a character
    const bool beside = width() >= besideFrom * fontMetrics().averageCharWidth();
    m_head->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void RequestPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_colors->rehighlight();
}

} // namespace reasonglass
