#pragma once

#include "analysis/analysisrecord.h"
#include "ui/run/banner.h"

class QPushButton;

namespace reasonglass {

/// How a run ended that did not end well, what may be done about it and what each choice costs.
class ErrorBanner : public Banner
{
    Q_OBJECT

public:
    explicit ErrorBanner(QWidget *parent = nullptr);

    /// The end of \a record. \a mayResume as Workbench::mayResume().
    void show(const AnalysisRecord &record, bool mayResume);
    /// Why an earlier attempt ended; nothing can be done about that one.
    void show(const Error &error);

signals:
    void resumeRequested();
    void retryRequested();
    /// The person has seen it and leaves the run as it is.
    void keepRequested();
    /// The key is what is wrong.
    void keyWanted();
    /// The request is what is wrong.
    void editWanted();

private:
    void sayError(const QString &sentence, const QString &advice);

    Error m_error;
    QPushButton *m_resume;
    QPushButton *m_retry;
    QPushButton *m_keep;
    QPushButton *m_key;
    QPushButton *m_edit;
};

} // namespace reasonglass
