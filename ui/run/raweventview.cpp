#include "ui/run/raweventview.h"

#include "base/utf8.h"
#include "base/visibletext.h"
#include "base/whenanswered.h"
#include "store/analysislibrary.h"
#include "ui/words/words.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qint64 longestPiece = 1024 * 1024; // bytes added to the text at once

/// A line of this many characters takes a few milliseconds to lay out; one of a million would take minutes.
constexpr qsizetype longestLine = 4000;

QString folded(const QString &text)
{
    QString lines;
    lines.reserve(text.size() + text.size() / longestLine);
    qsizetype lineLength = 0;
    for (const QChar c : text) {
        if (lineLength >= longestLine && !c.isLowSurrogate()) {
            lines += u'\n';
            lineLength = 0;
        }
        lines += c;
        lineLength = c == u'\n' ? 0 : lineLength + 1;
    }
    return lines;
}

} // namespace

RawEventView::RawEventView(AnalysisLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_text(new QPlainTextEdit(this))
    , m_note(new QLabel(this))
    , m_more(new QPushButton(tr("Show &more"), this))
    , m_copy(new QPushButton(tr("&Copy all"), this))
    , m_save(new QPushButton(tr("&Save…"), this))
{
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("The chosen event as it was received"));
    m_text->setPlaceholderText(tr("Choose an event to see it as it was received."));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setObjectName(u"eventNote"_s);
    m_more->setObjectName(u"showMore"_s);
    m_copy->setObjectName(u"copyEvent"_s);
    m_save->setObjectName(u"saveEvent"_s);
    m_copy->setToolTip(tr("The whole event, as it was received"));
    m_save->setToolTip(tr("The whole event, as it was received, into a file"));
    connect(m_more, &QPushButton::clicked, this, &RawEventView::showMore);
    connect(m_copy, &QPushButton::clicked, this, &RawEventView::copyAll);
    connect(m_save, &QPushButton::clicked, this, &RawEventView::save);
    build();
    clear();
}

void RawEventView::build()
{
    auto *row = new QHBoxLayout;
    row->addWidget(m_note, 1);
    for (QPushButton *button : {m_more, m_copy, m_save})
        row->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_text, 1);
    column->addLayout(row);
}

void RawEventView::show(AnalysisId id, int attempt, qint64 index)
{
    clear();
    m_id = id;
    m_attempt = attempt;
    m_index = index;
    ask(0, firstPiece);
}

void RawEventView::clear()
{
    delete m_question;
    delete m_wholeQuestion;
    m_index = -1;
    m_shown = 0;
    m_text->clear();
    say({});
    m_more->hide();
    m_copy->setEnabled(false);
    m_save->setEnabled(false);
}

void RawEventView::say(const QString &text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void RawEventView::ask(qint64 fromByte, qint64 mostBytes)
{
    delete m_question;
    m_question = whenAnswered(m_library.eventText(m_id, m_attempt, m_index, fromByte, mostBytes), this,
                              [this](const Result<EventText> &text) {
                                  if (text)
                                      take(*text);
                                  else
                                      say(tr("The event could not be read: %1").arg(text.error().message));
                              });
}

void RawEventView::take(const EventText &text)
{
    const QString piece = folded(visibleText(text.text));
    if (m_shown == 0) {
        m_text->setPlainText(piece);
    } else {
        QTextCursor end(m_text->document());
        end.movePosition(QTextCursor::End);
        end.insertText(u'\n' + piece);
    }
    m_shown = text.end;
    m_copy->setEnabled(true);
    m_save->setEnabled(true);
    m_more->setVisible(!text.isLast());
    say(text.isLast()
            ? QString()
            : tr("The first %1 of %2 are shown.").arg(words::bytes(text.end), words::bytes(text.bytes)));
}

/// As much again as is shown, so that a few steps lead through megabytes.
void RawEventView::showMore()
{
    ask(m_shown, std::clamp(m_shown, firstPiece, longestPiece));
}

void RawEventView::withWhole(const std::function<void(const Frame &)> &use)
{
    if (m_index < 0)
        return;
    delete m_wholeQuestion;
    m_wholeQuestion = whenAnswered(m_library.frames(m_id, m_attempt, m_index, 1), this,
                                   [this, use](const Result<std::vector<Frame>> &frames) {
                                       if (frames && !frames->empty())
                                           use(frames->front());
                                       else
                                           say(tr("The event could not be read."));
                                   });
}

void RawEventView::copyAll()
{
    withWhole([](const Frame &frame) { QGuiApplication::clipboard()->setText(decodeUtf8(frame.data)); });
}

void RawEventView::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the event"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON (*.json)"), tr("All files (*)")});
    dialog->selectFile(u"event-%1.json"_s.arg(m_index));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        withWhole([this, path](const Frame &frame) {
            QSaveFile file(path);
            const bool saved = file.open(QIODevice::WriteOnly) && file.write(frame.data) == frame.data.size()
                && file.commit();
            say(saved ? tr("Saved.") : tr("It could not be saved: %1").arg(file.errorString()));
        });
    });
    dialog->open();
}

} // namespace reasonglass
