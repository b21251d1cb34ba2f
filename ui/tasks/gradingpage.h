#pragma once

#include "tasks/grade.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace reasonglass {

class CodeEdit;
class StateLine;
class TaskDraft;

/// Chooses how answers are graded, and tries it on an answer.
class GradingPage : public QWidget
{
    Q_OBJECT

public:
    /// \a draft must outlive the page.
    GradingPage(TaskDraft &draft, const GraderSpec &spec, QWidget *parent = nullptr);

    /// As the controls say; options that are as usual are left out.
    GraderSpec spec() const;
    /// The schema of the structured output, which a schema grader without one of its own takes.
    void setOutputSchema(const QByteArray &schema);
    /// Why nothing can be graded so; empty: it can.
    QString problem() const;

signals:
    void changed();

private:
    QWidget *createOptions();
    QWidget *createTrial();
    void fill(const GraderSpec &spec);
    void follow();
    void showKind();
    void tryIt();
    GraderSpec completed(GraderSpec spec) const;
    GraderKind kind() const;

    TaskDraft &m_draft;
    QByteArray m_outputSchema;
    QComboBox *m_kind;
    QLabel *m_explanation;
    QWidget *m_options;
    std::vector<QWidget *> m_pages; ///< by GraderKind
    QCheckBox *m_contains;
    QLineEdit *m_tolerance;
    QLineEdit *m_relative;
    QLineEdit *m_pattern;
    QCheckBox *m_ignoreCase;
    QCheckBox *m_ignoreOrder;
    CodeEdit *m_schema;
    StateLine *m_state;
    QPlainTextEdit *m_answer;
    QLabel *m_expected;
    StateLine *m_grade;
    QTimer m_tryLater;
};

} // namespace reasonglass
