#pragma once

#include "ui/run/facts.h"

#include <QTabWidget>

class QFormLayout;
class QLabel;
class QPlainTextEdit;

namespace reasonglass {

class AnalysisLibrary;
class EventsPane;

/// What lies behind the texts: events, timing, request, usage.
class DetailTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit DetailTabs(AnalysisLibrary &library, QWidget *parent = nullptr);

    /// \a attempt counts from 1.
    void show(const AnalysisRecord &record, int attempt);
    void clear();

private:
    static void fill(QFormLayout *form, const std::vector<Fact> &facts);
    QFormLayout *addForm(const QString &title);
    QWidget *createRequestPage();
    void showSeam(const AnalysisRecord &record, const Attempt &attempt, const std::optional<Seam> &seam);
    void findSeam(const AnalysisRecord &record, const Seam &seam);

    AnalysisLibrary &m_library;
    int m_generation = 0; ///< answers about an attempt that is no longer shown are dropped
    EventsPane *m_events;
    QFormLayout *m_timing;
    QLabel *m_leftOut;
    QPlainTextEdit *m_request;
    QFormLayout *m_usage;
};

} // namespace reasonglass
