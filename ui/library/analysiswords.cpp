#include "ui/library/analysiswords.h"

#include "base/visibletext.h"
#include "ui/words/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct AnalysisWords
{
    Q_DECLARE_TR_FUNCTIONS(AnalysisWords)
};

QString fieldName(SearchField field)
{
    switch (field) {
    case SearchField::Prompt:
        return AnalysisWords::tr("Prompt");
    case SearchField::Reasoning:
        return AnalysisWords::tr("Reasoning");
    case SearchField::Answer:
        return AnalysisWords::tr("Answer");
    case SearchField::Note:
        return AnalysisWords::tr("Note");
    }
    Q_UNREACHABLE();
}

QString tokenCount(qint64 count)
{
    constexpr qint64 largest = 2'000'000'000; // what a plural form can be chosen for
    //: %1 is the number as written in the user's language, for example "1,234"
    return AnalysisWords::tr("%1 tokens", nullptr, int(std::min(count, largest)))
        .arg(QLocale().toString(count));
}

/// Each part set apart from its neighbours, so that mixed directions do not reorder the line.
QString joined(const QStringList &parts)
{
    constexpr QChar firstStrongIsolate(0x2068);
    constexpr QChar popIsolate(0x2069);
    QStringList isolated;
    for (const QString &part : parts)
        isolated.append(firstStrongIsolate + part + popIsolate);
    return isolated.join(u" · "_s);
}

} // namespace

QString summaryLine(const AnalysisRow &row)
{
    QStringList parts{visibleText(row.model.isEmpty() ? row.modelRequested : row.model),
                      words::dateTime(row.createdUtcUs)};
    if (isFinal(row.status))
        parts.append(words::duration(std::chrono::milliseconds(row.durationMs)));
    else
        parts.append(words::status(row.status));
    if (!row.sample && isFinal(row.status))
        parts.append(words::cost(row.cost));
    if (row.usage)
        parts.append(tokenCount(row.usage->total));
    if (!row.tags.isEmpty())
        parts.append(visibleText(row.tags.join(u", "_s)));
    return joined(parts);
}

QString spokenRow(const AnalysisRow &row)
{
    //: What a screen reader says of a saved analysis: %1 title, %2 outcome, %3 model, time, cost
    const QString sentence =
        row.sample ? AnalysisWords::tr("%1: %2, recorded sample, %3") : AnalysisWords::tr("%1: %2, %3");
    return sentence.arg(visibleText(row.title), words::status(row.status), summaryLine(row));
}

QString snippetLine(const Snippet &snippet)
{
    //: %1 is where a search found something ("Answer"), %2 the words around it
    return AnalysisWords::tr("%1: %2").arg(fieldName(snippet.where), visibleText(snippet.text));
}

} // namespace reasonglass
