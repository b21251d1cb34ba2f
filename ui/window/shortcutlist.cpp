#include "ui/window/shortcutlist.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace reasonglass {

namespace {

QString plain(QString text)
{
    return text.remove(u'&').remove(QStringLiteral("…"));
}

void listActions(const QMenu &menu, QTreeWidget &list)
{
    const auto actions = menu.actions();
    for (const QAction *action : actions) {
        if (action->menu())
            listActions(*action->menu(), list);
        else if (!action->shortcut().isEmpty())
            new QTreeWidgetItem(&list,
                                {plain(action->text()), action->shortcut().toString(QKeySequence::NativeText),
                                 plain(menu.title())});
    }
}

} // namespace

ShortcutList::ShortcutList(const QMenuBar &menus, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(480, 520);
    auto *search = new QLineEdit(this);
    search->setPlaceholderText(tr("Search"));
    search->setAccessibleName(tr("Search shortcuts"));
    search->setClearButtonEnabled(true);
    auto *list = new QTreeWidget(this);
    list->setAccessibleName(tr("Shortcuts"));
    list->setRootIsDecorated(false);
    list->setHeaderLabels({tr("Action"), tr("Keys"), tr("Menu")});
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    const auto menuActions = menus.actions();
    for (const QAction *action : menuActions) {
        if (action->menu())
            listActions(*action->menu(), *list);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(search, &QLineEdit::textChanged, list, [list](const QString &text) {
        for (int i = 0; i < list->topLevelItemCount(); ++i) {
            QTreeWidgetItem *item = list->topLevelItem(i);
            item->setHidden(!item->text(0).contains(text, Qt::CaseInsensitive)
                            && !item->text(1).contains(text, Qt::CaseInsensitive));
        }
    });
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(search);
    layout->addWidget(list);
    layout->addWidget(buttons);
}

} // namespace reasonglass
