#pragma once

#include "analysis/analysisid.h"
#include "base/error.h"
#include "sse/frame.h"
#include "store/eventrows.h"

#include <QPointer>
#include <QWidget>

#include <functional>

class QFutureWatcherBase;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace reasonglass {

class AnalysisLibrary;

/// One wire event as it was received. Read in the background and shown from its beginning: an event of
/// megabytes is shown piece by piece, and copied or saved whole.
class RawEventView : public QWidget
{
    Q_OBJECT

public:
    static constexpr qint64 firstPiece = 64 * 1024; ///< bytes

    /// \a library must outlive the view.
    explicit RawEventView(AnalysisLibrary &library, QWidget *parent = nullptr);

    void show(AnalysisId id, int attempt, qint64 index);
    void clear();

private:
    void build();
    void ask(qint64 fromByte, qint64 mostBytes);
    void take(const EventText &text);
    void showMore();
    void withWhole(const std::function<void(const Frame &)> &use);
    void copyAll();
    void save();
    void say(const QString &text);

    AnalysisLibrary &m_library;
    QPlainTextEdit *m_text;
    QLabel *m_note;
    QPushButton *m_more;
    QPushButton *m_copy;
    QPushButton *m_save;
    AnalysisId m_id{};
    int m_attempt = 0;
    qint64 m_index = -1;
    qint64 m_shown = 0; ///< bytes
    QPointer<QFutureWatcherBase> m_question;
    QPointer<QFutureWatcherBase> m_wholeQuestion;
};

} // namespace reasonglass
