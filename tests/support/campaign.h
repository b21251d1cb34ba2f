#pragma once

#include <QCoreApplication>
#include <QTest>

namespace reasonglass::test {

/// The number in the environment variable \a name, which makes a test longer or lets it begin elsewhere.
inline int fromEnvironment(const char *name, int otherwise)
{
    return qEnvironmentVariableIsSet(name) ? qEnvironmentVariableIntValue(name) : otherwise;
}

/// Runs the test \a Test as QTEST_GUILESS_MAIN does, but lets a function take hours when it is asked to.
template <typename Test>
int runCampaign(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT"))
        qputenv("QTEST_FUNCTION_TIMEOUT", "86400000"); // ms; ctest has limits of its own
    const QCoreApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace reasonglass::test
