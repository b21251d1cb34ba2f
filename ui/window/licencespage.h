#pragma once

#include "app/licences.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QTreeWidget;
class QTreeWidgetItem;

namespace reasonglass {

/// What the program is built on, beside the copyright and licence of what is selected there: one below the
/// other where there is little room. The text is plain and can be searched.
class LicencesPage : public QWidget
{
    Q_OBJECT

public:
    explicit LicencesPage(QWidget *parent = nullptr);

    /// Room for the lines of a licence as its authors broke them.
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *createList();
    QWidget *createReader();
    QWidget *createBottomRow();
    QTreeWidgetItem *add(const Component &component, QTreeWidgetItem *parent);
    void fillList();
    void showComponent(const Component &component);
    void find(bool fromStart);
    void say(const QString &note);
    int textWidth() const;

    std::vector<Component> m_components; ///< the program itself first
    QSplitter *m_splitter;
    QTreeWidget *m_list;
    QLabel *m_summary;
    QPlainTextEdit *m_text;
    QLineEdit *m_find;
    QLabel *m_findNote;
    QPushButton *m_homepage;
    QPushButton *m_source;
    Component m_shown;
};

} // namespace reasonglass
