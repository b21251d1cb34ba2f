#include "cli/opentasks.h"

#include "base/log.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace reasonglass::cli {

OpenTasks::OpenTasks(const LibraryCommand &command, WorkbenchOptions options, Console &console)
    : m_command(command)
    , m_console(console)
    , m_saves(options.save)
{
    options.profile = findProfile(command.parser.value(u"profile"_s), command.parser.value(u"library"_s),
                                  QProcessEnvironment::systemEnvironment());
    if (options.environment.isEmpty())
        options.environment = QProcessEnvironment::systemEnvironment();
    startLogging(options.profile.logFolder);
    m_workbench = std::make_unique<Workbench>(std::move(options), m_clock);
    QObject::connect(m_workbench.get(), &Workbench::libraryOpened, m_workbench.get(),
                     [this] { m_isOpen = true; });
    QObject::connect(m_workbench.get(), &Workbench::storageFailed, m_workbench.get(),
                     [this](const Error &error) {
                         m_hasFailed = true;
                         m_console.report(error);
                     });
    QObject::connect(m_workbench.get(), &Workbench::storageRecovered, m_workbench.get(),
                     [this] { m_hasFailed = false; });
    m_desk = std::make_unique<TaskDesk>(*m_workbench, m_clock);
}

OpenTasks::~OpenTasks() = default;

std::optional<ExitCode> OpenTasks::open()
{
    for (const Error &error : m_workbench->startupErrors()) {
        m_console.report(error);
        if (error.kind == ErrorKind::Usage)
            return ExitCode::BadUsage;
    }
    m_workbench->flush();
    QCoreApplication::sendPostedEvents(); // opened() was on its way
    if (m_hasFailed)
        return ExitCode::Failed;
    if (m_saves && !m_isOpen)
        return m_command.fail({.kind = ErrorKind::Storage,
                               .message = u"the library can be read, but not written"_s,
                               .code = u"read_only"_s});
    // Its reader answers in order: what the desk asks when the library has opened is answered by then.
    const auto batches =
        ask<std::vector<BatchRecord>>([](TaskReader &reader) { return reader.openBatches(); });
    return batches ? std::nullopt : std::optional(m_command.fail(batches.error()));
}

bool OpenTasks::flush()
{
    m_workbench->flush();
    QCoreApplication::sendPostedEvents();
    return !m_hasFailed;
}

bool OpenTasks::settle()
{
    constexpr int mostTurns = 50; // what cannot be graded stays without a grade
    for (int turn = 0; turn < mostTurns && flush(); ++turn) {
        const auto ungraded =
            ask<std::vector<AnalysisId>>([](TaskReader &reader) { return reader.ungradedRuns(); });
        if (!ungraded || ungraded->empty())
            break;
    }
    return !m_hasFailed;
}

} // namespace reasonglass::cli
