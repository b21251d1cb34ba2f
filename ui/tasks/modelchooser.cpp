#include "ui/tasks/modelchooser.h"

#include "app/workbench.h"
#include "models/modelcatalogmodel.h"
#include "ui/browser/modelfacts.h"
#include "ui/style/icons.h"
#include "ui/tasks/formparts.h"
#include "ui/words/taskwords.h"
#include "ui/words/words.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 100; // average characters
constexpr int comfortableHeight = 34; // lines
constexpr int choiceRole = Qt::UserRole + 1;
constexpr int wordsRole = Qt::UserRole + 2; ///< what a search looks in

const QStringList usualEfforts{QString(),   u"none"_s, u"minimal"_s, u"low"_s,
                               u"medium"_s, u"high"_s, u"xhigh"_s};

std::optional<ModelChoice> choiceOf(const QTreeWidgetItem *item)
{
    const QVariant stored = item->data(0, choiceRole);
    return stored.isValid() ? std::optional(stored.value<ModelChoice>()) : std::nullopt;
}

void tick(QTreeWidgetItem *item)
{
    if (item->flags().testFlag(Qt::ItemIsUserCheckable))
        item->setCheckState(0, Qt::Checked);
}

bool containsAll(const QString &text, const QStringList &parts)
{
    return std::ranges::all_of(parts,
                               [&](const QString &part) { return text.contains(part, Qt::CaseInsensitive); });
}

} // namespace

ModelChooser::ModelChooser(Workbench &workbench, const std::vector<ModelChoice> &alreadyThere,
                           QWidget *parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_alreadyThere(alreadyThere)
    , m_search(new QLineEdit)
    , m_tree(new QTreeWidget)
    , m_provider(createCombo(u"provider"_s, tr("Provider of another model")))
    , m_modelId(new QLineEdit)
    , m_effort(createCombo(u"effort"_s, tr("Reasoning effort of another model")))
    , m_add(new QPushButton(tr("&Add to the list")))
    , m_use(new QPushButton)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setWindowTitle(tr("Models"));
    m_search->setObjectName(u"search"_s);
    m_search->setPlaceholderText(tr("Find a model"));
    m_search->setAccessibleName(tr("Find a model"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(outlineIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_tree->setObjectName(u"models"_s);
    m_tree->setAccessibleName(tr("Models and reasoning efforts"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setUniformRowHeights(true);
    m_use->setObjectName(u"use"_s);
    QDialogButtonBox *buttons = createButtons(m_use);
    connect(buttons, &QDialogButtonBox::accepted, this, &ModelChooser::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_search);
    column->addWidget(m_tree, 1);
    column->addWidget(createHeading(tr("Another model")));
    column->addWidget(createFreeEntry());
    column->addWidget(buttons);
    keepGeometry(this, workbench.settings(), u"models"_s, comfortableWidth, comfortableHeight);

    fill();
    connect(m_search, &QLineEdit::textChanged, this, &ModelChooser::filter);
    connect(m_tree, &QTreeWidget::itemChanged, this, &ModelChooser::showCount);
    connect(&workbench, &Workbench::catalogChanged, this, &ModelChooser::fill);
    showCount();
    m_search->setFocus();
}

QWidget *ModelChooser::createFreeEntry()
{
    m_modelId->setObjectName(u"modelId"_s);
    m_modelId->setPlaceholderText(tr("Id as the server knows it"));
    m_effort->setEditable(true);
    for (const QString &effort : usualEfforts)
        m_effort->addItem(words::effort(effort), effort);
    for (const Provider &provider : m_workbench.providers().all())
        m_provider->addItem(provider.name, provider.id);
    m_add->setObjectName(u"add"_s);
    m_add->setAutoDefault(false);
    m_add->setEnabled(false);
    connect(m_modelId, &QLineEdit::textChanged, this,
            [this](const QString &id) { m_add->setEnabled(!id.trimmed().isEmpty()); });
    connect(m_add, &QPushButton::clicked, this, &ModelChooser::addAnother);

    auto *area = new QWidget;
    QFormLayout *form = createForm();
    form->setContentsMargins({});
    form->addRow(tr("&Provider:"), m_provider);
    form->addRow(tr("Model &id:"), m_modelId);
    form->addRow(tr("Reasoning &effort:"), m_effort);
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins({});
    column->addLayout(form);
    column->addWidget(m_add, 0, Qt::AlignTrailing);
    return area;
}

/// The catalogue's order, anew; what was ticked stays so.
void ModelChooser::fill()
{
    const std::vector<ModelChoice> ticked = checked();
    const QSignalBlocker quiet(m_tree);
    m_tree->clear();
    ModelCatalogModel models;
    models.setProviders(m_workbench.providers().all());
    models.setCatalog(m_workbench.catalog(), QDate::currentDate());
    for (int row = 0; row < models.rowCount(); ++row) {
        const QModelIndex provider = models.index(row, 0);
        const int count = models.rowCount(provider);
        const QString providerId = provider.data(ModelCatalogModel::ProviderIdRole).toString();
        QTreeWidgetItem *group = nullptr;
        for (int i = 0; i < count; ++i) {
            const QModelIndex model = models.index(i, 0, provider);
            if (!model.data(ModelCatalogModel::AnswersRole).toBool())
                continue;
            if (!group)
                group = addProvider(providerId,
                                    provider.data(ModelCatalogModel::ProviderRole).value<Provider>().name);
            const auto info = model.data(ModelCatalogModel::InfoRole).value<ModelInfo>();
            const ModelChoice choice{.providerId = providerId, .modelId = info.id};
            QTreeWidgetItem *item = addChoice(group, choice, info.id, modelFacts(info));
            for (const QString &effort : info.efforts)
                addChoice(item, {.providerId = providerId, .modelId = info.id, .effort = effort},
                          words::effort(effort), {});
        }
    }
    for (const ModelChoice &choice : ticked)
        tick(findOrAdd(choice));
    m_tree->setColumnWidth(0, fontMetrics().averageCharWidth() * comfortableWidth * 2 / 5);
    filter();
}

QTreeWidgetItem *ModelChooser::addProvider(const QString &id, const QString &name)
{
    auto *item = new QTreeWidgetItem(m_tree, {name});
    item->setData(0, Qt::UserRole, id);
    item->setData(0, wordsRole, name);
    item->setFlags(Qt::ItemIsEnabled);
    item->setFirstColumnSpanned(true);
    QFont font = item->font(0);
    font.setBold(true);
    item->setFont(0, font);
    item->setExpanded(true);
    return item;
}

QTreeWidgetItem *ModelChooser::addChoice(QTreeWidgetItem *parent, const ModelChoice &choice,
                                         const QString &name, const QString &facts)
{
    const bool isThere = std::ranges::find(m_alreadyThere, choice) != m_alreadyThere.end();
    auto *item = new QTreeWidgetItem(parent, {name, isThere ? tr("in the set already") : facts});
    item->setData(0, choiceRole, QVariant::fromValue(choice));
    item->setData(0, wordsRole, QString(parent->data(0, wordsRole).toString() + u' ' + name));
    item->setCheckState(0, isThere ? Qt::Checked : Qt::Unchecked);
    if (isThere)
        item->setFlags(item->flags() & ~Qt::ItemIsUserCheckable);
    item->setToolTip(0, name);
    return item;
}

void ModelChooser::filter()
{
    const QStringList parts = m_search->text().split(u' ', Qt::SkipEmptyParts);
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *provider = m_tree->topLevelItem(i);
        bool isAny = false;
        for (int j = 0; j < provider->childCount(); ++j) {
            QTreeWidgetItem *model = provider->child(j);
            const bool isShown = containsAll(model->data(0, wordsRole).toString(), parts);
            model->setHidden(!isShown);
            isAny = isAny || isShown;
        }
        provider->setHidden(!isAny);
    }
}

/// A choice that nobody lists goes behind those of its provider.
QTreeWidgetItem *ModelChooser::findOrAdd(const ModelChoice &choice)
{
    for (QTreeWidgetItemIterator item(m_tree); *item; ++item) {
        if (choiceOf(*item) == choice)
            return *item;
    }
    QTreeWidgetItem *group = nullptr;
    for (int i = 0; i < m_tree->topLevelItemCount() && !group; ++i) {
        if (m_tree->topLevelItem(i)->data(0, Qt::UserRole) == choice.providerId)
            group = m_tree->topLevelItem(i);
    }
    if (!group) {
        const auto provider = m_workbench.providers().find(choice.providerId);
        group = addProvider(choice.providerId, provider ? provider->name : choice.providerId);
    }
    return addChoice(group, choice, words::modelChoice(choice), tr("entered by hand"));
}

void ModelChooser::addAnother()
{
    const QString typed = m_effort->currentText().trimmed();
    const int known = m_effort->findText(typed);
    const ModelChoice choice{.providerId = m_provider->currentData().toString(),
                             .modelId = m_modelId->text().trimmed(),
                             .effort = known >= 0 ? m_effort->itemData(known).toString() : typed};
    QTreeWidgetItem *found = findOrAdd(choice);
    m_search->clear();
    tick(found);
    m_tree->setCurrentItem(found);
    m_tree->scrollToItem(found);
    m_modelId->clear();
}

std::vector<ModelChoice> ModelChooser::checked() const
{
    std::vector<ModelChoice> models;
    for (QTreeWidgetItemIterator item(m_tree); *item; ++item) {
        const auto choice = choiceOf(*item);
        const bool isNew = choice && (*item)->flags().testFlag(Qt::ItemIsUserCheckable);
        if (isNew && (*item)->checkState(0) == Qt::Checked)
            models.push_back(*choice);
    }
    return models;
}

void ModelChooser::showCount()
{
    const auto count = int(checked().size());
    m_use->setText(count == 0       ? tr("Add models")
                       : count == 1 ? tr("Add 1 model")
                                    : tr("Add %1 models").arg(QLocale().toString(count)));
    m_use->setEnabled(count > 0);
}

void ModelChooser::accept()
{
    emit chosen(checked());
    QDialog::accept();
}

} // namespace reasonglass
