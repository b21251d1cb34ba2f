#pragma once

#include "ui/run/facts.h"

#include <QTabWidget>

class QFormLayout;
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

    EventsPane *m_events;
    QFormLayout *m_timing;
    QPlainTextEdit *m_request;
    QFormLayout *m_usage;
};

} // namespace reasonglass
