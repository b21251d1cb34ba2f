#include "ui/spend/spendlines.h"

#include "base/visibletext.h"
#include "ui/words/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

struct SpendLines
{
    Q_DECLARE_TR_FUNCTIONS(SpendLines)
};

void add(const SpendRow &row, SpendLine &line)
{
    line.runs += row.runs;
    line.unknown += row.unknown;
    line.estimated += row.estimated;
    line.usd += row.usd;
    line.tokens += row.tokens;
}

/// What makes rows one line.
QString keyOf(const SpendRow &row, SpendGroup group)
{
    switch (group) {
    case SpendGroup::Day:
        return row.day.toString(Qt::ISODate);
    case SpendGroup::Model:
        return row.model + u'\n' + row.providerId;
    case SpendGroup::Set:
        return QString::number(qint64(row.set));
    }
    Q_UNREACHABLE();
}

QString nameOf(const SpendRow &row, SpendGroup group)
{
    switch (group) {
    case SpendGroup::Day:
        return QLocale().toString(row.day, QLocale::ShortFormat);
    case SpendGroup::Model:
        return visibleText(row.model) + u" · "_s + visibleText(row.providerId);
    case SpendGroup::Set:
        if (row.set == TaskSetId{})
            return SpendLines::tr("Runs of no task");
        return row.setName.isEmpty() ? SpendLines::tr("Untitled set") : visibleText(row.setName);
    }
    Q_UNREACHABLE();
}

bool nothingIsKnown(const SpendLine &line)
{
    return line.runs > 0 && line.unknown >= line.runs;
}

/// As a cell of CSV. What a spreadsheet would take for a formula is marked as text.
QString csvCell(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.front()))
        text.prepend(u'\'');
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}

} // namespace

std::vector<SpendLine> spendLines(const std::vector<SpendRow> &rows, SpendGroup group)
{
    std::map<QString, SpendLine> byKey;
    for (const SpendRow &row : rows) {
        SpendLine &line = byKey[keyOf(row, group)];
        line.name = nameOf(row, group);
        if (group == SpendGroup::Day)
            line.day = row.day;
        add(row, line);
    }
    const double whole = spendTotal(rows).usd;
    std::vector<SpendLine> lines;
    for (auto &[key, line] : byKey) {
        line.share = whole > 0 ? line.usd / whole : 0;
        lines.push_back(line);
    }
    if (group == SpendGroup::Day)
        std::ranges::reverse(lines);
    else
        std::ranges::stable_sort(lines, std::greater(), &SpendLine::usd);
    return lines;
}

SpendLine spendTotal(const std::vector<SpendRow> &rows)
{
    SpendLine total;
    for (const SpendRow &row : rows)
        add(row, total);
    total.share = total.usd > 0 ? 1 : 0;
    return total;
}

QString spentText(const SpendLine &line)
{
    if (nothingIsKnown(line))
        return SpendLines::tr("unknown");
    const QString usd = words::dollars(line.usd);
    return line.estimated > 0 ? SpendLines::tr("about %1").arg(usd) : usd;
}

QString doubtText(const SpendLine &line)
{
    const QLocale locale;
    QStringList doubts;
    if (line.estimated > 0)
        doubts += SpendLines::tr("%1 estimated").arg(locale.toString(line.estimated));
    if (line.unknown > 0)
        doubts += SpendLines::tr("%1 unknown").arg(locale.toString(line.unknown));
    return doubts.join(u", "_s);
}

QString shareText(const SpendLine &line)
{
    if (nothingIsKnown(line))
        return {};
    const double percent = line.share * 100;
    return percent > 0 && percent < 1 ? SpendLines::tr("<1 %")
                                      : SpendLines::tr("%1 %").arg(QLocale().toString(percent, 'f', 0));
}

QString spokenSpend(const SpendLine &line)
{
    const QLocale locale;
    QStringList parts{line.runs == 1 ? SpendLines::tr("1 run")
                                     : SpendLines::tr("%1 runs").arg(locale.toString(line.runs)),
                      spentText(line)};
    if (const QString doubts = doubtText(line); !doubts.isEmpty())
        parts += doubts;
    parts += SpendLines::tr("%1 tokens").arg(words::tokens(line.tokens));
    if (line.name.isEmpty())
        return parts.join(u", "_s);
    if (const QString share = shareText(line); !share.isEmpty())
        parts += share;
    return line.name + u": "_s + parts.join(u", "_s);
}

QString spendCsv(const std::vector<SpendLine> &lines, SpendGroup group)
{
    const QString heading = group == SpendGroup::Day ? u"day"_s
        : group == SpendGroup::Model                 ? u"model"_s
                                                     : u"set"_s;
    QString csv = heading + u",runs,usd,estimated_runs,unknown_runs,tokens,share\n"_s;
    for (const SpendLine &line : lines) {
        const QString name = line.day.isValid() ? line.day.toString(Qt::ISODate) : csvCell(line.name);
        const QString usd = nothingIsKnown(line) ? QString() : QString::number(line.usd, 'f', 6);
        const QStringList cells{name,
                                QString::number(line.runs),
                                usd,
                                QString::number(line.estimated),
                                QString::number(line.unknown),
                                QString::number(line.tokens),
                                QString::number(line.share, 'f', 4)};
        csv += cells.join(u',') + u'\n';
    }
    return csv;
}

} // namespace reasonglass
