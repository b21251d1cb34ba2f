#pragma once

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace reasonglass {

/// What a TimePlot draws: values that lie in bins of equal width, counted from 0 seconds.
struct TimePlotData
{
    struct Series
    {
        QString name;
        std::vector<double> values; ///< one for each bin

        bool operator==(const Series &) const = default;
    };
    /// A moment worth naming.
    struct Mark
    {
        double seconds = 0;
        QString name;

        bool operator==(const Mark &) const = default;
    };
    /// A stretch in which nothing happened.
    struct Pause
    {
        double from = 0;
        double to = 0;
        QString name;

        bool operator==(const Pause &) const = default;
    };

    QString unit;               ///< of the values, as words: "tokens/s"
    double binSeconds = 1;      ///< more than 0
    double endSeconds = 0;      ///< where the time axis ends, at least
    std::vector<Series> series; ///< told apart by their line styles, of which there are two
    std::vector<Mark> marks;
    std::vector<Pause> pauses;

    bool operator==(const TimePlotData &) const = default;
};

/// Values over time as lines of steps, with axes of round numbers. A value is read by pointing at it, or
/// with the arrow keys; all are copied as CSV. Draws only when something changed.
class TimePlot : public QWidget
{
    Q_OBJECT

public:
    explicit TimePlot(QWidget *parent = nullptr);

    void setData(TimePlotData data);
    const TimePlotData &data() const { return m_data; }
    /// Stands where there is nothing to draw.
    void setPlaceholderText(const QString &text);
    /// What the plot shows, in a sentence, for those who do not see it.
    void setSummary(const QString &summary);

    /// What is read at the cursor; empty while there is none.
    QString readout() const;
    /// A line for each bin, in full, with a dot as the decimal point.
    QString toCsv() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    void copyAsCsv();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Frame;

    bool isEmpty() const;
    double seconds() const;
    Frame frame() const;
    double nameLeft(const Frame &frame, const TimePlotData::Mark &mark) const;
    std::vector<int> markRows(const Frame &frame) const;
    double value(const TimePlotData::Series &series, int step, int bins) const;
    void setCursorStep(std::optional<int> step);

    void paintAxes(QPainter &painter, const Frame &frame) const;
    void paintLegend(QPainter &painter, const Frame &frame) const;
    void paintPauses(QPainter &painter, const Frame &frame) const;
    void paintPauseNames(QPainter &painter, const Frame &frame) const;
    void paintMarks(QPainter &painter, const Frame &frame) const;
    void paintSeries(QPainter &painter, const Frame &frame, size_t index) const;
    void paintCursor(QPainter &painter, const Frame &frame) const;
    QPen seriesPen(size_t index) const;

    TimePlotData m_data;
    QString m_placeholder;
    QString m_summary;
    std::optional<int> m_cursor; ///< which of the steps that are drawn
};

} // namespace reasonglass
