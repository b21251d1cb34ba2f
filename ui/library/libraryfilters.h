#pragma once

#include "store/libraryqueries.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QTimer;
class QToolButton;

namespace reasonglass {

/// What to look for in the library: the search field and the row of filters below it.
class LibraryFilters : public QWidget
{
    Q_OBJECT

public:
    explicit LibraryFilters(QWidget *parent = nullptr);

    QString searchText() const;
    ListQuery query() const;
    bool showsTrash() const;
    /// Whether anything but the trash restricts what is shown.
    bool isRestricting() const;

    /// What the combos offer; a choice that is no longer there stays as long as it is chosen.
    void setModels(const QStringList &models);
    void setTags(const QStringList &tags);

public slots:
    void focusSearch();
    void setSearchText(const QString &text);
    /// Everything with this outcome, and nothing else that restricts.
    void showOnly(reasonglass::AnalysisStatus status);
    void clearSearch(); ///< Back to everything, in the trash or not.

signals:
    void searchChanged(const QString &text);
    void queryChanged();
    /// The reader wants to go on in the list.
    void leaveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *createFilterRow();
    void tellSearch();

    QLineEdit *m_search;
    QComboBox *m_status;
    QComboBox *m_model;
    QComboBox *m_tag;
    QToolButton *m_trash;
    QTimer *m_typing;
};

} // namespace reasonglass
