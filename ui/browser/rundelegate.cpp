#include "ui/browser/rundelegate.h"

#include "models/runlistmodel.h"
#include "ui/browser/twolineitem.h"
#include "ui/style/colors.h"
#include "ui/words/words.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Phase phaseOfRun(const QModelIndex &run)
{
    return run.data(RunListModel::PhaseRole).value<Phase>();
}

/// "gpt-5-mini · thinking", with the word "sample" where it is one.
QString whatItDoes(const QModelIndex &run)
{
    QStringList parts{run.data(RunListModel::ModelIdRole).toString(), words::phase(phaseOfRun(run))};
    if (run.data(RunListModel::SampleRole).toBool())
        parts.prepend(RunDelegate::tr("recorded sample"));
    return parts.join(u" · "_s);
}

QString titleOf(const QModelIndex &run)
{
    const QString title = run.data().toString();
    return title.isEmpty() ? RunDelegate::tr("Untitled") : title;
}

QString elapsed(const QModelIndex &run)
{
    return words::duration(std::chrono::milliseconds(run.data(RunListModel::ElapsedRole).toLongLong()));
}

} // namespace

QString describedRun(const QModelIndex &run)
{
    return QStringList{titleOf(run), whatItDoes(run), elapsed(run)}.join(u", "_s);
}

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const AnalysisStatus status = outcomeOf(phaseOfRun(index));
    paintTwoLines(painter, row,
                  {.glyph = words::statusGlyph(status),
                   .glyphColor = statusColor(status, row.palette),
                   .first = titleOf(index),
                   .count = elapsed(index),
                   .countColor = mutedText(row.palette),
                   .second = whatItDoes(index)});
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    return twoLinesSize(row, true);
}

} // namespace reasonglass
