#pragma once

#include "tasks/grade.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <compare>
#include <vector>

namespace reasonglass {

/// Names a task set in a library; 0: none.
enum class TaskSetId : qint64 {};

/// A model to be asked, and how: one column of the matrix.
struct ModelChoice
{
    QString providerId;
    QString modelId;
    QString effort = {};  ///< reasoning effort; empty: the model's default
    QString baseUrl = {}; ///< empty: where the provider is by settings and environment

    bool operator==(const ModelChoice &) const = default;
    // clang-tidy 14 takes the comparison with zero that this stands for for one with a pointer.
    std::strong_ordering operator<=>(const ModelChoice &) const = default; // NOLINT(modernize-use-nullptr)
};

/// One version of the text that makes a prompt of a task's fields; see prompttemplate.h for the language.
struct PromptTemplate
{
    int version = 0; ///< 1, 2, …; 0: not saved yet
    QString text = QStringLiteral("{{prompt}}");
    qint64 createdUtcUs = 0;

    bool operator==(const PromptTemplate &) const = default;
};

/// What all tasks of a set have in common. The tasks themselves are asked for apart.
struct TaskSet
{
    TaskSetId id{};
    QString name;
    qint64 createdUtcUs = 0;
    PromptTemplate prompt = {};           ///< the latest version
    QString instructions = {};            ///< the system prompt of every run; empty: none
    GraderSpec grader = {};               ///< for tasks without one of their own
    QByteArray jsonSchema = {};           ///< answers must satisfy it (structured output); empty: free text
    std::vector<ModelChoice> models = {}; ///< the matrix' columns, in order
    QString source = {};                  ///< the file or folder that it was imported from first

    bool operator==(const TaskSet &) const = default;
};

} // namespace reasonglass

Q_DECLARE_METATYPE(reasonglass::TaskSetId)
Q_DECLARE_METATYPE(reasonglass::ModelChoice)
