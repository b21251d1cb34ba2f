#pragma once

#include "settings/settings.h"
#include "ui/spend/spendlines.h"

#include <QDialog>
#include <QFuture>
#include <QFutureWatcher>
#include <QPointer>

#include <functional>

class QComboBox;
class QDateEdit;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace reasonglass {

class DollarBox;
class DayBars;
class SpendModel;

/// Reads what was spent from the first to the last of these days, see TaskReader::spend().
using SpendLoader = std::function<QFuture<Result<std::vector<SpendRow>>>(QDate first, QDate last)>;

/// Where the money went: per day, model or task set, as a table and as bars; and the cap per day.
class SpendDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Period { Week, Month, ThisMonth, All, Chosen };
    Q_ENUM(Period)

    /// \a pricesAsOf: the date of the price table; invalid: not known. \a settings must outlive the dialog.
    SpendDialog(SpendLoader load, Settings &settings, QDate pricesAsOf, QWidget *parent = nullptr);

    void setPeriod(Period period);
    void setGroup(SpendGroup group);
    /// What is shown, as CSV.
    QString toCsv() const;

public slots:
    /// Reads anew, when runs have ended, say. Nothing happens while the dialog is hidden: showing it reads.
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *createChoices();
    QWidget *createDates();
    QTableView *createTable();
    QWidget *createCapRow();
    void createLayout();

    Period period() const;
    SpendGroup group() const;
    std::pair<QDate, QDate> days() const;
    void followSettings(const QString &key);
    void showCap();
    void take(const Result<std::vector<SpendRow>> &answer);
    void showRows();
    void showToday();

    SpendLoader m_load;
    Settings &m_settings;
    QPointer<QFutureWatcherBase> m_reading; ///< for the answer that is waited for; goes by itself
    std::vector<SpendRow> m_rows;
    QDate m_first; ///< of m_rows
    QDate m_last;
    SpendModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QComboBox *m_period;
    QComboBox *m_group;
    QWidget *m_dates = nullptr;
    QDateEdit *m_from;
    QDateEdit *m_to;
    DayBars *m_bars;
    QTableView *m_table;
    QStackedWidget *m_stack; ///< the message, or bars and table
    QLabel *m_message;       ///< instead of the table: nothing there, or what went wrong
    QLabel *m_total;
    DollarBox *m_cap;
    QLabel *m_today;
};

} // namespace reasonglass
