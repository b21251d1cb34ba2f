#pragma once

#include "responses/responserequest.h"
#include "tasks/grade.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace reasonglass {

/// Something a model can be given, with what a right answer is. Belongs to one TaskSet.
struct Task
{
    QString id;         ///< unique within its set; one line, not empty
    QJsonObject fields; ///< what prompt templates read; a plain task has one, "prompt"
    std::vector<Attachment> attachments = {};
    /// What the grader compares with, in its own terms (see GraderKind). Undefined: not known.
    QJsonValue expected = QJsonValue(QJsonValue::Undefined);
    std::optional<GraderSpec> grader = {}; ///< instead of the set's
    QStringList tags = {};
    QString source = {}; ///< where it came from: "arc1-05a7bcf2.json", "tasks.jsonl:12"

    bool operator==(const Task &) const = default;
};

/// SHA-256, in hex, of all that a run of \a task depends on: fields, attachments, expected answer and
/// grader. The same however the members of objects are ordered; id, tags and source are not in it.
QString taskHash(const Task &task);

/// What lists show of a task: the first line of its prompt, else its id.
QString taskTitle(const Task &task);

} // namespace reasonglass
