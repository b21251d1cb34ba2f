#include "ui/run/errorbanner.h"

#include "base/visibletext.h"
#include "ui/run/runchoices.h"
#include "ui/style/icons.h"
#include "ui/words/runwords.h"
#include "ui/words/words.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// Whether the message is the server's own, or that of the network on the way to it.
bool cameFromServer(const Error &error)
{
    return error.kind != ErrorKind::Network && error.kind != ErrorKind::Timeout
        && error.kind != ErrorKind::Interrupted && error.kind != ErrorKind::Usage
        && error.code != "cancel_unconfirmed"_L1;
}

/// The sentence says it all: there was no one else to say anything.
bool isOursToTell(const Error &error)
{
    return error.kind == ErrorKind::Interrupted && error.code != "cancel_unconfirmed"_L1
        && error.requestId.isEmpty();
}

/// What the server's own support, or ours, would ask for.
QString facts(const Error &error)
{
    QStringList facts;
    if (!error.code.isEmpty())
        facts += error.code;
    if (error.httpStatus != 0)
        facts += ErrorBanner::tr("HTTP %1").arg(error.httpStatus);
    if (!error.requestId.isEmpty())
        facts += ErrorBanner::tr("request %1").arg(error.requestId);
    return facts.join(u" · "_s);
}

} // namespace

ErrorBanner::ErrorBanner(QWidget *parent)
    : Banner(parent)
    , m_resume(addChoice(u"run"_s, tr("Res&ume"), u"resumeChoice"_s))
    , m_retry(addChoice(u"retry"_s, tr("&Retry"), u"retryChoice"_s))
    , m_keep(addChoice(u"check"_s, tr("&Keep"), u"keepChoice"_s))
    , m_key(addChoice(u"key"_s, tr("Check ke&y…"), u"keyChoice"_s))
    , m_edit(addChoice(u"edit"_s, tr("&Edit and run again"), u"editChoice"_s))
{
    setAccessibleName(tr("Error"));
    m_resume->setDefault(true);
    m_resume->setToolTip(tr("Continue where it broke off; not paid for again (Ctrl+Shift+R)"));
    m_retry->setToolTip(tr("Send the request again as a new attempt; this one is kept (Ctrl+R)"));
    m_keep->setToolTip(tr("Leave it as it is and close this message"));
    auto *copy = new QToolButton(this);
    copy->setIcon(outlineIcon(u"copy"_s));
    copy->setAutoRaise(true);
    copy->setFocusPolicy(Qt::TabFocus);
    copy->setToolTip(tr("Copy the details"));
    copy->setAccessibleName(copy->toolTip());
    setCorner(copy);

    connect(m_resume, &QPushButton::clicked, this, &ErrorBanner::resumeRequested);
    connect(m_retry, &QPushButton::clicked, this, &ErrorBanner::retryRequested);
    connect(m_keep, &QPushButton::clicked, this, &ErrorBanner::keepRequested);
    connect(m_key, &QPushButton::clicked, this, &ErrorBanner::keyWanted);
    connect(m_edit, &QPushButton::clicked, this, &ErrorBanner::editWanted);
    connect(copy, &QToolButton::clicked, this, [this] {
        const QString text = sentence() + u'\n' + words::errorDetails(m_error);
        QGuiApplication::clipboard()->setText(visibleText(text));
    });
}

void ErrorBanner::sayError(const QString &sentence, const QString &advice)
{
    QStringList lines;
    if (!advice.isEmpty())
        lines += advice;
    if (!m_error.message.isEmpty() && !isOursToTell(m_error))
        lines += cameFromServer(m_error) ? tr("The server said: %1").arg(m_error.message) : m_error.message;
    if (const QString more = facts(m_error); !more.isEmpty() && !isOursToTell(m_error))
        lines += more;
    say(sentence, lines.join(u'\n'));
}

void ErrorBanner::show(const AnalysisRecord &record, bool mayResume)
{
    m_error = record.error.value_or(Error{.kind = ErrorKind::Interrupted, .message = {}});
    const words::End end = words::end(record, mayResume);
    sayError(end.sentence, end.advice);
    const RunChoices choices = choicesAfter(record, mayResume);
    m_resume->setVisible(choices.resume);
    m_retry->setVisible(choices.retry);
    m_keep->setVisible(choices.keep);
    m_key->setVisible(choices.key);
    m_edit->setVisible(choices.edit);
    setVisible(true);
    announce();
}

void ErrorBanner::show(const Error &error)
{
    m_error = error;
    sayError(words::errorSentence(error), words::errorAdvice(error));
    for (QPushButton *choice : {m_resume, m_retry, m_keep, m_key, m_edit})
        choice->hide();
    setVisible(true);
}

} // namespace reasonglass
