#pragma once

#include <QDialog>

class QMenuBar;

namespace reasonglass {

/// All keyboard shortcuts of a menu bar in one searchable list.
class ShortcutList : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutList(const QMenuBar &menus, QWidget *parent = nullptr);
};

} // namespace reasonglass
