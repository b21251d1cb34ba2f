#pragma once

#include <QStringView>

#include <optional>
#include <vector>

namespace reasonglass {

/// What the words before a grid say of it.
enum class LabelKind {
    None,         ///< nothing
    Other,        ///< something, but not what it is to the task
    Answer,       ///< an output, an answer, a prediction
    NotAnswer,    ///< an input, an example, a draft
    LaterAttempt, ///< "attempt_2" and on
};

struct AnswerLabel
{
    LabelKind kind = LabelKind::None;
    std::optional<int> number = {}; ///< of the test pair: "Test 2 output", "output_2"
    bool isInline = false;          ///< in the middle of a sentence

    bool operator==(const AnswerLabel &) const = default;
};

/// What \a words mean as a label.
AnswerLabel labelFromWords(QStringView words);

/// The label of what stands in \a text from \a start to \a end: a key or name right before it, the opening of
/// a \boxed or a tag, else the line above where that reads like a heading. Looks at a bounded stretch of
/// text.
AnswerLabel labelOf(QStringView text, qsizetype start, qsizetype end);

/// A part of an answer that is said to be the final one.
struct FinalPart
{
    qsizetype start = 0;
    qsizetype end = 0;
};

/// Where \a text announces its final answer, in order: "Final answer:", "Correction:" and their like at the
/// beginning of a line (until the end of the text), <answer>…</answer>, \boxed.
std::vector<FinalPart> finalParts(QStringView text);

} // namespace reasonglass
