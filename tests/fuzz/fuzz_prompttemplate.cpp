#include "tasks/prompttemplate.h"

#include <QJsonDocument>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

/// Input: a template, a NUL, the fields of a task as JSON. What expands can also be read without a task,
/// twice the same comes out, and what does not says in which line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype end = input.indexOf('\0');
    const QString text = QString::fromUtf8(input.left(end));
    const QJsonObject fields = end < 0 ? QJsonObject() : QJsonDocument::fromJson(input.mid(end + 1)).object();
    const Task task{.id = QStringLiteral("t"), .fields = fields};
    const auto prompt = expandTemplate(text, task);
    if (prompt && !checkTemplate(text))
        std::abort();
    if (prompt && *expandTemplate(text, task) != *prompt)
        std::abort();
    if (!prompt && !prompt.error().message.startsWith(QStringLiteral("line ")))
        std::abort();
    return 0;
}
