#include "app/connectiontest.h"
#include "ui/words/reportwords.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;

Q_DECLARE_METATYPE(reasonglass::ConnectionReport)

class tst_ReportWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void facts_data();
    void facts();
    void whatWasNotTriedIsNotClaimed();
};

void tst_ReportWords::facts_data()
{
    QTest::addColumn<ConnectionReport>("report");
    QTest::addColumn<QStringList>("lines");
    using Delivery = ServerBehaviour::Delivery;
    using Reasoning = ServerBehaviour::Reasoning;
    const ServerBehaviour whole{.delivery = Delivery::Streamed,
                                .reasoning = Reasoning::Summary,
                                .sequenceNumbers = true,
                                .terminalEvent = true,
                                .usage = true,
                                .model = u"m-1-2026"_s};
    QTest::newRow("all is well") << ConnectionReport{.models = 12,
                                                     .behaviour = whole,
                                                     .background = true,
                                                     .resumes = true,
                                                     .cancels = true,
                                                     .took = 2300ms}
                                 << QStringList{u"✓ List of models: 12 models"_s,
                                                u"✓ Streaming: yes: events come as they are made"_s,
                                                u"✓ Reasoning: as summaries"_s,
                                                u"✓ Usage: reported"_s,
                                                u"✓ Sequence numbers: sent"_s,
                                                u"– “[DONE]” at the end: not sent; it is not needed"_s,
                                                u"– Model that answered: m-1-2026"_s,
                                                u"✓ Background mode: accepted"_s,
                                                u"✓ Resuming: goes on after the last known event"_s,
                                                u"✓ Stopping: confirmed by the server"_s,
                                                u"– The test took: 2.3 s"_s};
    ServerBehaviour poor{.delivery = Delivery::Held, .reasoning = Reasoning::Hidden};
    poor.unknownEvents = {u"x.y"_s, u"x.z"_s};
    QTest::newRow("something on the way holds events back")
        << ConnectionReport{.behaviour = poor,
                            .background = false,
                            .fallbacks = {u"reasoning.summary dropped: not verified"_s}}
        << QStringList{u"✕ List of models: none"_s,
                       u"⚠ Streaming: held back: all events came at once, at the end. Something on the way "
                       "buffers them, most often a proxy."_s,
                       u"– Reasoning: hidden: counted, but not shown"_s,
                       u"⚠ Usage: not reported: tokens are unknown, costs can only be estimated"_s,
                       u"✕ Terminal event: not sent: no run is ever called complete"_s,
                       u"– Events unknown to this program: x.y, x.z"_s,
                       u"✕ Background mode: no"_s,
                       u"⚠ Left out: Sent without asking for a reasoning summary. Reason: not verified"_s};
    QTest::newRow("no answer at all")
        << ConnectionReport{.error =
                                Error{.kind = ErrorKind::Network, .message = {}, .code = u"host_not_found"_s}}
        << QStringList{u"✕ Result: The server's name could not be found. Check the network connection and "
                       "the address in Settings."_s};
}

void tst_ReportWords::facts()
{
    QFETCH(const ConnectionReport, report);
    QFETCH(const QStringList, lines);
    const QString text = words::reportText(words::report(report));
    for (const QString &line : lines)
        QVERIFY2(text.contains(line + u'\n'), qPrintable(line + u"\nnot in:\n"_s + text));
}

void tst_ReportWords::whatWasNotTriedIsNotClaimed()
{
    const QString text = words::reportText(words::report({}));
    for (const QString &line :
         {u"– Background mode: not tried"_s, u"– Resuming: not tried"_s, u"– Stopping: not tried"_s})
        QVERIFY2(text.contains(line), qPrintable(text));
    QVERIFY(!text.contains(u"Streaming"_s));
}

QTEST_GUILESS_MAIN(tst_ReportWords)
#include "tst_reportwords.moc"
