#include "ui/browser/modeldelegate.h"

#include "models/modelcatalogmodel.h"
#include "ui/browser/modelfacts.h"
#include "ui/browser/twolineitem.h"
#include "ui/style/colors.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool isProvider(const QModelIndex &index)
{
    return !index.parent().isValid();
}

/// What no longer answers says so where others tell their size and price.
QString secondLine(const ModelInfo &model)
{
    return answersItself(model) ? modelFacts(model) : noteworthyState(model);
}

} // namespace

void ModelDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    if (isProvider(index)) {
        const auto provider = index.data(ModelCatalogModel::ProviderRole).value<Provider>();
        row.font.setBold(true);
        const QString where = provider.local ? tr("on this machine") : QString();
        paintTwoLines(painter, row,
                      {.first = provider.name, .trailing = where, .trailingColor = mutedText(row.palette)});
        return;
    }
    const auto model = index.data(ModelCatalogModel::InfoRole).value<ModelInfo>();
    const int running = index.data(ModelCatalogModel::RunningRole).toInt();
    const bool answers = answersItself(model);
    paintTwoLines(painter, row,
                  {.first = model.id,
                   .trailing = shutdownNotice(model),
                   .trailingColor = statusColor(AnalysisStatus::Incomplete, row.palette),
                   .count = running > 0 ? u"●%1"_s.arg(running) : QString(),
                   .countColor = statusColor(AnalysisStatus::Running, row.palette),
                   .second = secondLine(model),
                   .dimmed = !answers});
}

QSize ModelDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    if (isProvider(index))
        return twoLinesSize(row, false);
    return twoLinesSize(row,
                        !secondLine(index.data(ModelCatalogModel::InfoRole).value<ModelInfo>()).isEmpty());
}

} // namespace reasonglass
