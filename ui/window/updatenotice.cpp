#include "ui/window/updatenotice.h"

#include "base/visibletext.h"
#include "ui/run/linkquestion.h"
#include "ui/words/words.h"

#include <QEvent>
#include <QLocale>
#include <QMessageBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// The rest is on the page: a notice is no place to read in.
constexpr qsizetype notesShown = 3;
constexpr qsizetype noteShown = 100; ///< characters

QString shortened(const QString &note)
{
    if (note.size() <= noteShown)
        return note;
    const qsizetype blank = note.lastIndexOf(u' ', noteShown);
    QString start = note.left(blank > 0 ? blank : noteShown);
    while (start.endsWith(u',') || start.endsWith(u';') || start.endsWith(u':'))
        start.chop(1);
    return start + u'…';
}

} // namespace

QString releaseText(const Release &release, const SemanticVersion &installed)
{
    const QString date = QLocale().toString(release.date, u"d MMM yyyy"_s);
    QStringList lines{UpdateNotice::tr("Reasonglass %1 is out (%2). You have %3.")
                          .arg(release.version.toString(), date, installed.toString())};
    if (!release.summary.isEmpty())
        lines += release.summary;
    for (const QString &note : release.notes.first(std::min(notesShown, release.notes.size())))
        lines += u"• "_s + shortened(note);
    if (release.notes.size() > notesShown)
        lines += UpdateNotice::tr("… and more on the release page.");
    return visibleText(lines.join(u'\n'));
}

UpdateNotice::UpdateNotice(UpdateWatch &updates, const QList<QWidget *> &others, QWidget *parent)
    : MessageBar(parent)
    , m_updates(updates)
    , m_others(others)
{
    for (QWidget *other : m_others)
        other->installEventFilter(this);
    connect(this, &MessageBar::actionWanted, this, &UpdateNotice::take);
    connect(this, &MessageBar::dismissed, this, &UpdateNotice::dismiss);
    connect(&updates, &UpdateWatch::consentWanted, this, [this] { tell(Topic::Question); });
    connect(&updates, &UpdateWatch::newerFound, this, [this](const Release &release) {
        m_release = release;
        tell(Topic::NewVersion);
    });
    connect(&updates, &UpdateWatch::nothingNewer, this, [this] { tell(Topic::NothingNewer); });
    connect(&updates, &UpdateWatch::failed, this, [this](const Error &error) {
        m_error = error;
        tell(Topic::Failure);
    });
}

void UpdateNotice::lookNow()
{
    tell(Topic::Looking);
    m_updates.checkNow();
}

void UpdateNotice::tell(Topic topic)
{
    m_topic = topic;
    showInTurn();
}

/// Who asked is answered at once; the rest can wait.
bool UpdateNotice::mustWait() const
{
    return (m_topic == Topic::Question || m_topic == Topic::NewVersion)
        && std::ranges::any_of(m_others, [](const QWidget *other) { return !other->isHidden(); });
}

void UpdateNotice::showInTurn()
{
    if (m_topic == Topic::Nothing || mustWait())
        hide();
    else
        present();
}

bool UpdateNotice::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        QMetaObject::invokeMethod(this, &UpdateNotice::showInTurn, Qt::QueuedConnection);
    return MessageBar::eventFilter(watched, event);
}

void UpdateNotice::present()
{
    const QString version = m_updates.installed().toString();
    switch (m_topic) {
    case Topic::Nothing:
        return;
    case Topic::Question:
        offer(tr("Shall Reasonglass look for new versions once a day? It asks only the release page; nothing "
                 "about you is sent."),
              {tr("&Yes"), tr("&No"), tr("What is sent?")}, Tone::Quiet);
        return;
    case Topic::Looking:
        offer(tr("Looking for a new version…"), {}, Tone::Quiet);
        return;
    case Topic::NewVersion:
        offer(releaseText(m_release, m_updates.installed()),
              {tr("Show the release &page"), tr("Skip this versio&n"), tr("Later")}, Tone::Quiet);
        return;
    case Topic::NothingNewer:
        offer(tr("There is no newer version. You have %1.").arg(version), {}, Tone::Quiet);
        return;
    case Topic::Failure:
        offer(tr("Could not look for a new version. %1 %2")
                  .arg(words::errorSentence(m_error), words::errorAdvice(m_error)),
              {tr("Try a&gain")});
        return;
    }
}

void UpdateNotice::take(int action)
{
    switch (m_topic) {
    case Topic::Question:
        answerQuestion(action);
        return;
    case Topic::NewVersion:
        takeNewVersion(action);
        return;
    case Topic::Failure:
        lookNow();
        return;
    case Topic::Nothing:
    case Topic::Looking:
    case Topic::NothingNewer:
        return;
    }
}

void UpdateNotice::answerQuestion(int action)
{
    enum { Yes, No, Explain };
    if (action == Explain) {
        explainWhatIsSent();
        return;
    }
    tell(Topic::Nothing);
    m_updates.answer(action == Yes ? UpdateWatch::Consent::Given : UpdateWatch::Consent::Refused);
}

void UpdateNotice::takeNewVersion(int action)
{
    enum { ShowPage, Skip, Later };
    if (action == ShowPage) {
        askToOpenOwnLink(m_release.page, window());
        return;
    }
    tell(Topic::Nothing);
    if (action == Skip)
        m_updates.skip(m_release.version);
}

/// Who closes the question has said no to it: it does not come again.
void UpdateNotice::dismiss()
{
    if (m_topic == Topic::Question)
        m_updates.answer(UpdateWatch::Consent::Refused);
    m_topic = Topic::Nothing;
}

void UpdateNotice::explainWhatIsSent()
{
    auto *box = new QMessageBox(window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Information);
    box->setWindowTitle(tr("What is sent"));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("Once a day, two small files are fetched, the same for everybody:"));
    const QString feed = m_updates.source().feed.toDisplayString();
    box->setInformativeText(
        tr("%1\n%1.minisig\n\nThe request names the program, “Reasonglass”, and nothing else: not which "
           "version "
           "you have, not your system, no number that tells you from others, no cookie. As with every "
           "connection, the server sees the network address that it comes from.\n\nThe answer is believed "
           "only "
           "if it is signed by the makers of Reasonglass. Nothing is downloaded or installed: you are told "
           "of "
           "the version and shown the page, if you wish.\n\nSettings, General changes your answer at any "
           "time.")
            .arg(feed));
    box->addButton(QMessageBox::Close);
    box->open();
}

} // namespace reasonglass
