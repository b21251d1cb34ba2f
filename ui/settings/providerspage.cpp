#include "ui/settings/providerspage.h"

#include "app/workbench.h"
#include "ui/settings/providerform.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

/// The form of \a id among those made so far.
ProviderForm *formOf(const QStackedWidget *forms, const QString &id)
{
    for (int i = 0; i < forms->count(); ++i) {
        auto *form = qobject_cast<ProviderForm *>(forms->widget(i));
        if (form && form->providerId() == id)
            return form;
    }
    return nullptr;
}

} // namespace

ProvidersPage::ProvidersPage(Workbench &workbench, QWidget *parent)
    : SettingsPage(parent)
    , m_workbench(workbench)
    , m_list(new QListWidget)
    , m_forms(new QStackedWidget)
{
    m_list->setObjectName(u"providers"_s);
    m_list->setAccessibleName(tr("Providers"));
    m_list->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    for (const Provider &provider : m_workbench.providers().all()) {
        auto *item = new QListWidgetItem(provider.name, m_list);
        item->setData(Qt::UserRole, provider.id);
    }
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_list);
    row->addWidget(m_forms, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &ProvidersPage::showRow);
}

void ProvidersPage::showProvider(const QString &id)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() != id)
            continue;
        m_list->setCurrentRow(row);
        if (ProviderForm *form = formOf(m_forms, id))
            form->focusKey();
    }
}

void ProvidersPage::showEvent(QShowEvent *event)
{
    SettingsPage::showEvent(event);
    if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
}

/// Forms are made when they are first looked at: each asks the key store.
void ProvidersPage::showRow(int row)
{
    if (row < 0)
        return;
    const QString id = m_list->item(row)->data(Qt::UserRole).toString();
    ProviderForm *form = formOf(m_forms, id);
    const std::optional<Provider> provider = m_workbench.providers().find(id);
    if (!form && provider) {
        form = new ProviderForm(m_workbench, *provider);
        m_forms->addWidget(form);
    }
    if (form)
        m_forms->setCurrentWidget(form);
}

void ProvidersPage::reset()
{
    if (auto *form = qobject_cast<ProviderForm *>(m_forms->currentWidget()))
        form->reset();
}

} // namespace reasonglass
