#pragma once

#include "replay/recordingserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStringBuilder>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace reasonglass::test {

/// How a run of the program ended and what it wrote.
struct CliResult
{
    int exitCode = -1; ///< -1: it crashed, or did not end
    QByteArray out;
    QByteArray err;

    QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
    QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
};

/// A loopback server, an empty profile, and the real reasonglass-cli.
class CliBench
{
public:
    CliBench()
    {
        if (!server.listen() || !folder.isValid())
            qFatal("no loopback server or no temporary folder");
    }

    QString profile() const { return folder.filePath(QStringLiteral("profile")); }
    QString library() const { return profile() + QStringLiteral("/library.sqlite"); }
    QString url() const { return server.baseUrl().toString(); }

    /// `analyze` of a model that no catalogue knows, at the bench's server.
    QStringList analyze(const QStringList &options = {}) const
    {
        return QStringList{
                   QStringLiteral("analyze"), QStringLiteral("--base-url"), url(),
                   QStringLiteral("--model"), QStringLiteral("m"),          QStringLiteral("--prompt"),
                   QStringLiteral("x")}
        + options;
    }

    /// Starts the program with \a variables ("NAME=value") beside the system's harmless ones.
    std::unique_ptr<QProcess> launch(const QStringList &arguments, const QStringList &variables = {}) const
    {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(environment(variables));
        process->start(QStringLiteral(REASONGLASS_CLI), arguments);
        return process;
    }

    /// Waits without blocking, for the server lives in this thread.
    static CliResult finish(QProcess &process, int timeoutMs = 30'000)
    {
        QSignalSpy finished(&process, &QProcess::finished);
        const bool ended = process.state() == QProcess::NotRunning || finished.wait(timeoutMs);
        const bool normal = ended && process.exitStatus() == QProcess::NormalExit;
        if (!ended)
            process.kill();
        return {.exitCode = normal ? process.exitCode() : -1,
                .out = process.readAllStandardOutput(),
                .err = process.readAllStandardError()};
    }

    CliResult run(const QStringList &arguments, const QStringList &variables = {},
                  const QByteArray &input = {}) const
    {
        const auto process = launch(arguments, variables);
        process->write(input);
        process->closeWriteChannel();
        return finish(*process);
    }

    RecordingServer server;
    QTemporaryDir folder; ///< the program's home, too

private:
    /// No keys, addresses or proxies of the person who runs the tests.
    QProcessEnvironment environment(const QStringList &variables) const
    {
        const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
        QProcessEnvironment environment;
        for (const QString &name :
             {QStringLiteral("PATH"), QStringLiteral("LD_LIBRARY_PATH"), QStringLiteral("SystemRoot"),
              QStringLiteral("TEMP"), QStringLiteral("LC_ALL"), QStringLiteral("TZ"),
              QStringLiteral("ASAN_OPTIONS"), QStringLiteral("UBSAN_OPTIONS")}) {
            if (system.contains(name))
                environment.insert(name, system.value(name));
        }
        environment.insert(QStringLiteral("HOME"), folder.path());
        environment.insert(QStringLiteral("REASONGLASS_PROFILE"), profile());
        for (const QString &variable : variables)
            environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
        return environment;
    }
};

} // namespace reasonglass::test
