#pragma once

#include "app/workbench.h"

#include <QTemporaryDir>

namespace reasonglass::test {

/// A workbench in an empty profile, with a key for OpenAI only and no key store.
class WorkbenchFixture
{
public:
    explicit WorkbenchFixture(bool withKey = true)
        : workbench(options(m_folder.path(), withKey), m_clock)
    { }

private:
    static WorkbenchOptions options(const QString &folder, bool withKey)
    {
        QProcessEnvironment environment;
        if (withKey)
            environment.insert(QStringLiteral("OPENAI_API_KEY"), QStringLiteral("sk-test-0123456789"));
        return {.profile = findProfile(folder, {}, environment),
                .environment = environment,
                .useKeyStore = false,
                .pacedSamples = false};
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;

public:
    Workbench workbench;
};

} // namespace reasonglass::test
