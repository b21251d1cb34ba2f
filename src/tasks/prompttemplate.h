#pragma once

#include "base/expected.h"
#include "tasks/task.h"

#include <QString>

namespace reasonglass {

// The language of prompt templates, a small part of Mustache (https://mustache.github.io/mustache.5.html):
//   {{name}}, {{name.inner}}   the field: a string as it is, anything else as compact JSON
//   {{name|grid}}              a grid of colours as rows of digits with spaces between
//   {{name|json}}              JSON, strings quoted, too
//   {{#name}} … {{/name}}      once for each entry of an array, whose fields come first within; once for any
//   other
//                              value but false, null, 0, "" and [] ; {{.}} is the entry, {{@number}} counts
//                              from 1
//   {{^name}} … {{/name}}      where {{#name}} would not show anything
//   {{! … }}                   nothing
// A section's opening and closing mark take their line with them when they stand alone on it. Values are put
// in as they are: a "{{" in one means nothing.

/// The prompt of \a task by \a text. A Usage error names the line: a mark without its end, an unknown filter,
/// a field that the task has not got.
Result<QString> expandTemplate(const QString &text, const Task &task);

/// Whether \a text can be read at all, whatever the task.
Result<> checkTemplate(const QString &text);

/// The template for ARC tasks: what the task is, the train pairs, the test inputs, and how to answer.
QString arcTemplate();

} // namespace reasonglass
