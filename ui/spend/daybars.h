#pragma once

#include "ui/spend/spendlines.h"

#include <QWidget>

namespace reasonglass {

/// What was spent on each day, as bars; hatched where estimates are in it, with a question mark where runs
/// of unknown cost are not. Where days are narrower than can be seen, several share a bar. The numbers are
/// in the table beside it; pointing at a bar says them, too.
class DayBars : public QWidget
{
    Q_OBJECT

public:
    explicit DayBars(QWidget *parent = nullptr);

    /// \a days as spendLines() gives them, drawn from \a first to \a last. \a capUsd: a line at this height;
    /// 0: none.
    void setDays(const std::vector<SpendLine> &days, QDate first, QDate last);
    void setCap(double capUsd);

    /// How many days one bar stands for at the present width.
    int daysPerBar() const;
    /// What the bar at \a x stands for, in words; empty where there is none.
    QString readout(int x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Frame;
    struct Bar
    {
        QDate first;
        QDate last;
        SpendLine spent;
    };

    QRectF area() const;
    int axisWidth() const;
    std::vector<Bar> bars() const;
    Frame frame() const;
    bool showsCap() const;
    void describe();
    void paintAxis(QPainter &painter, const Frame &frame) const;
    void paintBars(QPainter &painter, const Frame &frame) const;
    void paintCap(QPainter &painter, const Frame &frame) const;
    QString caption(const Frame &frame) const;
    void paintCaption(QPainter &painter, const Frame &frame) const;
    void paintDates(QPainter &painter, const Frame &frame) const;

    std::vector<SpendLine> m_days; ///< the oldest first, only those with runs
    QDate m_first;
    QDate m_last;
    double m_cap = 0;
};

} // namespace reasonglass
