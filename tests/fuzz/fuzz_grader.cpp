#include "tasks/grader.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

/// Places in evidence lie in the answer.
void expectPlace(const QJsonValue &place, qsizetype answerLength)
{
    if (place.isUndefined())
        return;
    const qint64 start = place[u"start"].toInteger(-1);
    const qint64 length = place[u"length"].toInteger(-1);
    if (start < 0 || length < 0 || start + length > answerLength)
        std::abort();
}

} // namespace

/// Input: a line with the grader's number, a line with a grader's options and the expected answer as a JSON
/// array, and the model's answer. Whatever they are, there is a grade with a reason, twice the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    if (input.size() < 2)
        return 0;
    const auto kind = GraderKind(quint8(input.at(0)) % 8);
    const qsizetype lineEnd = std::max<qsizetype>(2, input.indexOf('\n', 2));
    const QJsonArray line = QJsonDocument::fromJson(input.mid(2, lineEnd - 2)).array();
    const GraderSpec spec{.kind = kind, .options = line.at(0).toObject()};
    const QString answer = QString::fromUtf8(input.mid(lineEnd + 1));
    (void)graderProblem(spec);
    const Grade grade = gradeAnswer(spec, line.at(1), answer);
    if (grade.code.isEmpty() || grade.message.isEmpty() || grade.grader != kind)
        std::abort();
    expectPlace(grade.evidence.value(QLatin1StringView("place")), answer.size());
    for (const QJsonValue &pair : grade.evidence.value(QLatin1StringView("pairs")).toArray())
        expectPlace(pair[u"place"], answer.size());
    if (gradeAnswer(spec, line.at(1), answer) != grade)
        std::abort();
    return 0;
}
