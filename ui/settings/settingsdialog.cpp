#include "ui/settings/settingsdialog.h"

#include "app/workbench.h"
#include "ui/settings/generalpage.h"
#include "ui/settings/librarypage.h"
#include "ui/settings/networkpage.h"
#include "ui/settings/providerspage.h"
#include "ui/settings/runspage.h"
#include "ui/style/icons.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 112; // average characters
constexpr int comfortableHeight = 34; // lines

} // namespace

SettingsDialog::SettingsDialog(Workbench &workbench, QWidget *parent)
    : QDialog(parent)
    , m_list(new QListWidget)
    , m_stack(new QStackedWidget)
    , m_reset(new QPushButton(outlineIcon(u"undo"_s), tr("Reset this pa&ge")))
    , m_providers(new ProvidersPage(workbench))
{
    setWindowTitle(tr("Settings"));
    setModal(false);
    setSizeGripEnabled(true);
    m_list->setObjectName(u"pages"_s);
    m_list->setAccessibleName(tr("Pages"));
    m_list->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_reset->setObjectName(u"resetPage"_s);
    m_reset->setAutoDefault(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_reset, QDialogButtonBox::ResetRole);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);

    auto *row = new QHBoxLayout;
    row->addWidget(m_list);
    row->addWidget(m_stack, 1);
    auto *column = new QVBoxLayout(this);
    column->addLayout(row, 1);
    column->addWidget(buttons);

    addPage(new GeneralPage(workbench.settings(), workbench.updates()));
    addPage(new RunsPage(workbench.settings(), workbench.environment()));
    addPage(m_providers);
    addPage(new NetworkPage(workbench));
    addPage(new LibraryPage(workbench));

    connect(m_list, &QListWidget::currentRowChanged, this, &SettingsDialog::showPage);
    connect(m_reset, &QPushButton::clicked, this, &SettingsDialog::resetPage);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    m_list->setCurrentRow(0);
    resize(fontMetrics().averageCharWidth() * comfortableWidth,
           fontMetrics().lineSpacing() * comfortableHeight);
}

void SettingsDialog::addPage(SettingsPage *page)
{
    auto *scroll = new QScrollArea; // small screens, large fonts
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(scroll);
    m_pages.push_back(page);
    new QListWidgetItem(outlineIcon(page->iconName()), page->title(), m_list);
}

void SettingsDialog::showPage(int row)
{
    if (row < 0)
        return;
    m_stack->setCurrentIndex(row);
    m_reset->setEnabled(m_pages[std::size_t(row)]->canReset());
}

void SettingsDialog::resetPage()
{
    m_pages[std::size_t(m_list->currentRow())]->reset();
}

void SettingsDialog::showProvider(const QString &id)
{
    const auto page = std::find(m_pages.begin(), m_pages.end(), m_providers);
    m_list->setCurrentRow(int(page - m_pages.begin()));
    m_providers->showProvider(id);
}

} // namespace reasonglass
