#include "samplerun.h"
#include "store/libraryreader.h"
#include "store/librarywriter.h"
#include "support/faultvfs.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <random>
#include <sqlite3.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace reasonglass;
using namespace reasonglass::test;

namespace {

constexpr auto libraryName = "library.sqlite"_L1;

WriterOptions faultyWriter()
{
    return {.commitDelay = 1h, .retryDelay = 1h, .database = {.busyTimeout = 0ms, .vfs = FaultVfs::name()}};
}

/// A template for a temporary folder in memory, where there is one: power cuts are only played here, and
/// thousands of libraries are written.
QString quickFolder()
{
    const QString memory = u"/dev/shm"_s;
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + u"/tst_librarydurability-XXXXXX"_s;
}

/// One commit of a story: what a program tells the writer between two flushes.
struct Step
{
    std::function<void(LibraryWriter &)> tell;
    bool onlyFrames = false; ///< so that it need not survive a power cut
};

/// Runs, a retry, changes by hand, and something deleted for ever.
class Story
{
public:
    Story()
    {
        m_first = sampleRun(1);
        m_second = sampleRun(2,
                             {.prompt = u"Which numbers are perfect?"_s,
                              .reasoning = u"Six is, and 28."_s,
                              .answer = u"6, 28, 496"_s});
        m_third = sampleRun(3, {.prompt = u"Delete me"_s, .reasoning = u"Soon."_s, .answer = u"Gone."_s});
        Attempt again = m_second.record.attempts.front();
        again.number = 2;
        m_secondEnded = m_second.record;
        m_secondEnded.attempts.front().outcome = AnalysisStatus::Interrupted;
        m_secondEnded.attempts.push_back(again);
        tellFirst();
        tellSecond(again);
        tellThird();
    }

    const std::vector<Step> &steps() const { return m_steps; }
    /// What is in the library at the end.
    std::vector<AnalysisRecord> ending() const
    {
        AnalysisRecord first = m_first.record;
        first.title = u"Moon"_s;
        first.tags = {u"space"_s, u"turtle"_s};
        AnalysisRecord second = m_secondEnded;
        second.note = u"check 8128"_s;
        return {first, second};
    }

private:
    void add(std::function<void(LibraryWriter &)> tell, bool onlyFrames = false)
    {
        m_steps.push_back({std::move(tell), onlyFrames});
    }

    void addFrames(const SampleRun &run, int attempt, std::size_t first, std::size_t last,
                   std::size_t perCommit)
    {
        for (; first < last; first += perCommit) {
            const std::size_t end = std::min(first + perCommit, last);
            add(
                [run, attempt, first, end](LibraryWriter &writer) {
                    for (std::size_t i = first; i < end; ++i)
                        writer.append(run.record.id, attempt, run.frames[i]);
                },
                true);
        }
    }

    void tellFirst()
    {
        const SampleRun run = m_first;
        add([run](LibraryWriter &writer) { begin(writer, run); });
        addFrames(run, 1, 0, run.frames.size(), 4);
        add([run](LibraryWriter &writer) {
            writer.endAttempt(run.record.id, run.record.attempts.front());
            writer.endAnalysis(run.record);
        });
        add([](LibraryWriter &writer) { writer.setTags(AnalysisId(1), {u"turtle"_s, u"space"_s}); });
    }

    void tellSecond(const Attempt &again)
    {
        const SampleRun run = m_second;
        const AnalysisRecord ended = m_secondEnded;
        add([run](LibraryWriter &writer) { begin(writer, run); });
        addFrames(run, 1, 0, 6, 3);
        add([ended, again](LibraryWriter &writer) {
            writer.endAttempt(ended.id, ended.attempts.front());
            writer.beginAttempt(ended.id, beginningOf(again));
        });
        addFrames(run, 2, 0, run.frames.size(), 4);
        add([ended](LibraryWriter &writer) {
            writer.endAttempt(ended.id, ended.attempts.back());
            writer.endAnalysis(ended);
        });
        add([ended](LibraryWriter &writer) {
            writer.setNote(ended.id, u"check 8128"_s);
            writer.rename(AnalysisId(1), u"Moon"_s);
        });
    }

    void tellThird()
    {
        const SampleRun run = m_third;
        add([run](LibraryWriter &writer) { write(writer, run); });
        add([run](LibraryWriter &writer) { writer.moveToTrash({run.record.id}); });
        add([](LibraryWriter &writer) { writer.purgeTrash(std::numeric_limits<qint64>::max()); });
    }

    SampleRun m_first;
    SampleRun m_second;
    SampleRun m_third;
    AnalysisRecord m_secondEnded;
    std::vector<Step> m_steps;
};

/// What a library holds, in a form in which two states of it can be compared.
QString contentOf(const QString &path)
{
    PlainConnection plain(path);
    if (plain.value(u"SELECT count(*) FROM sqlite_master"_s).toInt() == 0)
        return {};
    const QStringList queries{
        u"SELECT group_concat(id || status || title || attempts || (deleted_us IS NULL)) FROM analysis"_s,
        u"SELECT group_concat(analysis || note || prompt) FROM analysis_body"_s,
        u"SELECT group_concat(analysis || '.' || number || outcome || events) FROM attempt"_s,
        // Events may be compressed at any time; that they are whole is for verifyAll() to say.
        u"SELECT group_concat(analysis || '.' || attempt || '.' || frames) FROM (SELECT analysis, attempt, "
        "sum(frames) AS frames FROM event_chunk GROUP BY analysis, attempt)"_s,
        u"SELECT group_concat(analysis || kind || text) FROM part"_s,
        u"SELECT group_concat(analysis || name) FROM tag"_s};
    QString content = u"library"_s;
    for (const QString &query : queries)
        content += u'\n' + plain.value(query).toString();
    return content;
}

/// Why the library at \a path is not whole; empty if it is.
QString damageIn(const QString &path, qint64 expectedAnalyses = -1)
{
    if (const QString verdict = PlainConnection(path).value(u"PRAGMA integrity_check"_s).toString();
        verdict != "ok"_L1)
        return u"integrity: "_s + verdict;
    const auto reader = LibraryReader::open(path);
    if (!reader)
        return u"opening: "_s + reader.error().message;
    const auto verdict = (*reader)->verifyAll();
    if (!verdict)
        return u"verify: "_s + verdict.error().message;
    if (expectedAnalyses >= 0 && *verdict != expectedAnalyses)
        return u"%1 analyses instead of %2"_s.arg(*verdict).arg(expectedAnalyses);
    return {};
}

const char *nameOf(FileOperation operation)
{
    switch (operation) {
    case FileOperation::Open:
        return "open";
    case FileOperation::Write:
        return "write";
    case FileOperation::Truncate:
        return "truncate";
    case FileOperation::Sync:
        return "sync";
    case FileOperation::Delete:
        return "delete";
    }
    Q_UNREACHABLE();
}

/// A library file set that a test makes and the log of how it came to be.
struct Recorded
{
    std::vector<LoggedOperation> log;
    /// After each step, the beginning included: how long the log was, and what was in the library.
    std::vector<std::size_t> logSizes;
    std::vector<QString> contents;
};

Recorded record(const Story &story)
{
    const QTemporaryDir folder(quickFolder());
    const QString path = folder.filePath(libraryName);
    FaultVfs vfs;
    Recorded recorded;
    {
        LibraryWriter writer(path, faultyWriter());
        expectNoTrouble(writer);
        const auto note = [&] {
            recorded.logSizes.push_back(vfs.log().size());
            recorded.contents.push_back(contentOf(path));
        };
        writer.open();
        note();
        for (const Step &step : story.steps()) {
            step.tell(writer);
            writer.flush();
            note();
        }
    }
    recorded.log = vfs.log();
    return recorded;
}

} // namespace

class tst_LibraryDurability : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void outlivesEveryFault_data();
    void outlivesEveryFault();
    void survivesTheEndOfTheProgramAtEveryOperation();
    void survivesAPowerCutAtEveryOperation();

private:
    void checkFault(FileOperation operation, int n, int code, FaultVfs::Duration duration);
    /// Writes \a files, opens them as a library, and compares with the states from \a first to \a last.
    QString complaint(const DiskImage::Files &files, const Recorded &recorded, std::size_t first,
                      std::size_t last) const;

    Story m_story;
    QTemporaryDir m_folder{quickFolder()};
};

void tst_LibraryDurability::initTestCase()
{
    const FaultVfs vfs;
    if (!FaultVfs::isSeenByQt())
        QSKIP("Qt's SQLite driver has an SQLite of its own, which knows nothing of the faulty file system");
}

void tst_LibraryDurability::outlivesEveryFault_data()
{
    QTest::addColumn<FileOperation>("operation");
    QTest::addColumn<int>("code");
    QTest::addColumn<FaultVfs::Duration>("duration");

    for (const FileOperation operation :
         {FileOperation::Open, FileOperation::Write, FileOperation::Truncate, FileOperation::Sync}) {
        QTest::addRow("%s: I/O error, once", nameOf(operation))
            << operation << SQLITE_IOERR << FaultVfs::Duration::Once;
        QTest::addRow("%s: I/O error, until mended", nameOf(operation))
            << operation << SQLITE_IOERR << FaultVfs::Duration::FromThenOn;
        QTest::addRow("%s: disk full, once", nameOf(operation))
            << operation << SQLITE_FULL << FaultVfs::Duration::Once;
        QTest::addRow("%s: disk full, until mended", nameOf(operation))
            << operation << SQLITE_FULL << FaultVfs::Duration::FromThenOn;
    }
}

void tst_LibraryDurability::outlivesEveryFault()
{
    QFETCH(const FileOperation, operation);
    QFETCH(const int, code);
    QFETCH(const FaultVfs::Duration, duration);
    int n = 0;
    for (bool reached = true; reached && !QTest::currentTestFailed();) {
        checkFault(operation, ++n, code, duration);
        reached = property("reached").toBool();
    }
    QVERIFY2(n > 1, "the fault was never reached");
    qInfo("%d places", n - 1);
}

void tst_LibraryDurability::checkFault(FileOperation operation, int n, int code, FaultVfs::Duration duration)
{
    const QTemporaryDir folder(quickFolder());
    const QString path = folder.filePath(libraryName);
    const QByteArray place = QByteArray(nameOf(operation)) + " number " + QByteArray::number(n);
    FaultVfs vfs;
    vfs.fail(operation, n, code, duration);
    {
        LibraryWriter writer(path, faultyWriter());
        const QSignalSpy failed(&writer, &LibraryWriter::failed);
        const QSignalSpy recovered(&writer, &LibraryWriter::recovered);
        const QSignalSpy rejected(&writer, &LibraryWriter::rejected);
        writer.open();
        for (const Step &step : m_story.steps()) {
            step.tell(writer);
            writer.flush();
        }
        QVERIFY2(failed.size() <= 1, place.constData());
        vfs.heal();
        writer.flush();
        QVERIFY2(recovered.size() == failed.size(), place.constData());
        QVERIFY2(rejected.isEmpty(), place.constData());
        if (!failed.isEmpty())
            QVERIFY2(failed.front().front().value<Error>().code.startsWith(u"library_"),
                     qPrintable(failed.front().front().value<Error>().message));
    }
    setProperty("reached", vfs.hasFailed());
    const std::vector<AnalysisRecord> ending = m_story.ending();
    const QString damage = damageIn(path, qint64(ending.size()));
    QVERIFY2(damage.isEmpty(), qPrintable(QString::fromLatin1(place) + u": " + damage));
    const auto reader = LibraryReader::open(path);
    QVERIFY(reader);
    for (const AnalysisRecord &expected : ending) {
        const auto loaded = (*reader)->load(expected.id);
        QVERIFY2(loaded && *loaded == expected, place.constData());
    }
}

QString tst_LibraryDurability::complaint(const DiskImage::Files &files, const Recorded &recorded,
                                         std::size_t first, std::size_t last) const
{
    if (!writeFiles(files, m_folder.path()))
        return u"the files cannot be written"_s;
    const QString path = m_folder.filePath(libraryName);
    const QString found = contentOf(path);
    last = std::min(last, recorded.contents.size() - 1);
    const auto begin = recorded.contents.begin();
    const auto state = std::find(begin + std::ptrdiff_t(first), begin + std::ptrdiff_t(last) + 1, found);
    // Before the first step is acknowledged there may be nothing at all.
    if (state == begin + std::ptrdiff_t(last) + 1 && !(first == 0 && found.isEmpty()))
        return u"it holds none of the states %1 to %2:\n%3"_s.arg(first).arg(last).arg(found);
    QStringList trouble;
    {
        const FaultVfs withoutSyncs;
        LibraryWriter writer(path, faultyWriter());
        const auto note = [&](const Error &error) { trouble.append(error.message); };
        connect(&writer, &LibraryWriter::failed, &writer, note);
        connect(&writer, &LibraryWriter::rejected, &writer, note);
        writer.open(); // ends what ran
    }
    if (!trouble.isEmpty())
        return u"opening it: "_s + trouble.join(u' ');
    if (PlainConnection(path).value(u"SELECT count(*) FROM analysis WHERE status = 'running'"_s).toInt() != 0)
        return u"a run was left running"_s;
    return damageIn(path);
}

void tst_LibraryDurability::survivesTheEndOfTheProgramAtEveryOperation()
{
    const Recorded recorded = record(m_story);
    DiskImage disk;
    std::size_t acknowledged = 0;
    int images = 0;
    std::mt19937 random(20261122);
    for (std::size_t i = 0; i < recorded.log.size(); ++i) {
        const LoggedOperation &operation = recorded.log[i];
        if (operation.operation == FileOperation::Write && operation.data.size() > 1) {
            std::uniform_int_distribution<qsizetype> cut(1, operation.data.size() - 1);
            DiskImage torn = disk;
            torn.applyTorn(operation, cut(random));
            const QString wrong = complaint(torn.written(), recorded, acknowledged, acknowledged + 1);
            QVERIFY2(wrong.isEmpty(), qPrintable(u"operation %1, torn: %2"_s.arg(i).arg(wrong)));
            ++images;
        }
        disk.apply(operation);
        while (acknowledged + 1 < recorded.logSizes.size() && recorded.logSizes[acknowledged + 1] <= i + 1)
            ++acknowledged;
        const QString wrong = complaint(disk.written(), recorded, acknowledged, acknowledged + 1);
        QVERIFY2(wrong.isEmpty(), qPrintable(u"operation %1: %2"_s.arg(i).arg(wrong)));
        ++images;
    }
    qInfo("%d images of the disk after %zu operations", images, recorded.log.size());
}

void tst_LibraryDurability::survivesAPowerCutAtEveryOperation()
{
    const Recorded recorded = record(m_story);
    std::random_device device;
    const auto seed = qEnvironmentVariableIsSet("REASONGLASS_TEST_SEED")
        ? unsigned(qEnvironmentVariableIntValue("REASONGLASS_TEST_SEED"))
        : device();
    qInfo("REASONGLASS_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    DiskImage disk;
    std::size_t acknowledged = 0;
    std::size_t durable = 0; // the last step that waited for the disk
    int images = 0;
    int lost = 0;
    for (std::size_t i = 0; i < recorded.log.size(); ++i) {
        disk.apply(recorded.log[i]);
        while (acknowledged + 1 < recorded.logSizes.size() && recorded.logSizes[acknowledged + 1] <= i + 1) {
            ++acknowledged;
            if (!m_story.steps()[acknowledged - 1].onlyFrames)
                durable = acknowledged;
        }
        for (const DiskImage::Files &files : {disk.synced(), disk.partlySynced(random)}) {
            const QString wrong = complaint(files, recorded, durable, acknowledged + 1);
            QVERIFY2(wrong.isEmpty(), qPrintable(u"operation %1: %2"_s.arg(i).arg(wrong)));
            ++images;
        }
        if (durable < acknowledged
            && contentOf(m_folder.filePath(libraryName)) != recorded.contents[acknowledged])
            ++lost;
    }
    // Otherwise the image that drops what was not synced drops nothing.
    QVERIFY(lost > 0);
    qInfo("%d images of the disk after %zu operations; %d lost frames that were not synced", images,
          recorded.log.size(), lost);
}

QTEST_GUILESS_MAIN(tst_LibraryDurability)
#include "tst_librarydurability.moc"
