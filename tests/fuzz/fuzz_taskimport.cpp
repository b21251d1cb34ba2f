#include "tasks/taskimport.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

ReadTasks readAs(const QString &name, const QByteArray &bytes)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        std::abort();
    file.close();
    const auto read = readTasks({path}, {.mostBytes = 1 << 20, .mostTasks = 1000});
    if (!read)
        std::abort();
    return *read;
}

QString nameFor(char kind)
{
    switch (kind) {
    case 'c':
        return QStringLiteral("a.csv");
    case 'j':
        return QStringLiteral("a.json");
    case 'z':
        return QStringLiteral("a.zip");
    default:
        return QStringLiteral("a.jsonl");
    }
}

void expectOrder(const ReadTasks &read)
{
    QSet<QString> ids;
    for (const Task &task : read.tasks) {
        if (task.id.isEmpty() || task.id.contains(u'\n') || ids.contains(task.id))
            std::abort();
        ids.insert(task.id);
    }
    for (const BadEntry &entry : read.bad) {
        if (entry.file.isEmpty() || entry.reason.isEmpty())
            std::abort();
    }
}

} // namespace

/// Input: c, j, z or l for CSV, JSON, zip or JSON Lines, then a file's bytes. Whatever they are: ids differ,
/// what is bad has a reason, and tasks that were read are the same after they were written as a set and read
/// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size - 1));
    const ReadTasks read = readAs(nameFor(char(data[0])), bytes);
    expectOrder(read);
    const QByteArray lines = toJsonLines({}, read.tasks);
    if (lines.size() > (1 << 20) || bytes.count('{') + bytes.count('[') > 500)
        return 0; // a set wraps a task once more, and JSON may be only so deep
    const ReadTasks again = readAs(QStringLiteral("again.jsonl"), lines);
    if (!again.bad.empty() || again.tasks != read.tasks)
        std::abort();
    return 0;
}
