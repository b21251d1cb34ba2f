#include "base/processhardening.h"
#include "cli/commandline.h"

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    reasonglass::hardenProcess();
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("reasonglass-cli"));
    QCoreApplication::setApplicationVersion(QStringLiteral(REASONGLASS_VERSION));
    return int(reasonglass::cli::runCommandLine(QCoreApplication::arguments().sliced(1)));
}
