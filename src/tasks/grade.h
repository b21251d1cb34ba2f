#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace reasonglass {

/// How answers are compared with what was expected. Stored as the lower-case word.
enum class GraderKind {
    Exact,      ///< expected: a string; equal but for white space at both ends
    Text,       ///< expected: a string, or an array of them of which one will do; case, white space and
                ///< punctuation do not count
    Number,     ///< expected: a number, or a string that is one; the last number of the answer counts
    Regex,      ///< expected: a pattern (or option "pattern"), to be found in the answer
    Json,       ///< expected: any JSON; the order of an object's members does not count
    JsonSchema, ///< option "schema": what the answer's JSON must satisfy; nothing is expected
    Arc,        ///< expected: an array of grids, one for each test pair (see arcgrid.h)
    Manual,     ///< a person says
};

QString
graderName(GraderKind kind); ///< "exact", "text", "number", "regex", "json", "json_schema", "arc", "manual"
std::optional<GraderKind> graderFromName(QStringView name);

/// A grader and its options. All options may be left out.
///   Text        "contains": the expected text need only occur in the answer (false)
///   Number      "tolerance": absolute (1e-9); "relative": share of the expected number (0)
///   Regex       "pattern": where tasks expect none of their own; "ignore_case" (false)
///   Json        "ignore_array_order" (false)
///   JsonSchema  "schema": an object
struct GraderSpec
{
    GraderKind kind = GraderKind::Manual;
    QJsonObject options = {};

    bool operator==(const GraderSpec &) const = default;
};

/// {"kind": "number", "tolerance": 0.01}
QJsonObject toJson(const GraderSpec &spec);
/// nullopt for an unknown kind.
std::optional<GraderSpec> graderSpecFromJson(const QJsonObject &object);

enum class Verdict {
    Solved,
    Failed,
    Ungraded, ///< there is nothing to compare with, or a person has to say
};
QString verdictName(Verdict verdict); ///< "solved", "failed", "ungraded"
std::optional<Verdict> verdictFromName(QStringView name);

/// What a grader found, with why.
struct Grade
{
    Verdict verdict = Verdict::Ungraded;
    GraderKind grader = GraderKind::Manual;
    int graderVersion = 1;
    QString code = {};         ///< why, for the program: "equal", "no_number", "grid_differs", …
    QString message = {};      ///< why, in plain English, for scripts and logs; one sentence
    QJsonObject evidence = {}; ///< what was found where; what is in it is said at the graders

    bool operator==(const Grade &) const = default;
};

} // namespace reasonglass
