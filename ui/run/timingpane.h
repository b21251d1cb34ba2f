#pragma once

#include "analysis/analysisrecord.h"
#include "ui/run/facts.h"
#include "ui/run/ratereading.h"

#include <QElapsedTimer>
#include <QScrollArea>
#include <QTimer>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace reasonglass {

class FactList;
class TimePlot;

/// When what came, in words and as a plot of the speed. Reads the events only while it is visible, of a
/// run that goes on twice a second; otherwise nothing of it ticks.
class TimingPane : public QScrollArea
{
    Q_OBJECT

public:
    explicit TimingPane(AnalysisLibrary &library, QWidget *parent = nullptr);

    /// \a attempt counts from 1.
    void show(const AnalysisRecord &record, int attempt, const std::optional<Seam> &seam);
    void clear();

    const RateSeries &series() const { return m_reading.series(); }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *createPlotSide();
    void applyColors();
    bool isRunning() const;
    qint64 expectedEvents() const;
    void read();
    void onChanged();
    void onSettled();
    void showFacts();
    void showPlot();
    void arrange();

    RateReading m_reading;
    std::optional<AnalysisRecord> m_record; ///< nullopt: nothing is shown
    int m_attempt = 0;
    std::optional<Seam> m_seam;
    QTimer m_again;            ///< single shot: when there may be more to read
    int m_patience = 0;        ///< how often to look again for the last events of an ended run
    QElapsedTimer m_lastShown; ///< when the plot was drawn last
    QBoxLayout *m_columns;
    FactList *m_facts;
    QScrollArea *m_factsArea; ///< scrolls by itself, so that the plot stays in sight
    TimePlot *m_plot;
    QLabel *m_note;
    QPushButton *m_copy;
};

} // namespace reasonglass
