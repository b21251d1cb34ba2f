#pragma once

#include "responses/responseaccumulator.h"
#include "responses/transcript.h"
#include "ui/run/jsonpane.h"

#include <QWidget>

#include <map>

class QSplitter;

namespace reasonglass {

struct Printout;
struct TextFonts;
class TextPane;

/// Reasoning and answer side by side, fed with what changed in a transcript: nothing is read twice.
class TranscriptPanes : public QWidget
{
    Q_OBJECT

public:
    explicit TranscriptPanes(QWidget *parent = nullptr);

    /// Shows \a transcript from its beginning; \a running says whether more may come.
    void show(const Transcript &transcript, bool running);
    /// Follows one change of the transcript that is shown.
    void apply(const Transcript &transcript, const TranscriptChange &change);
    /// No more will come.
    void finish(const Transcript &transcript);
    void clear();
    /// The answer shall be JSON that satisfies \a schema: its fields are shown as they arrive. Empty: it is
    /// plain text.
    void setSchema(const QByteArray &schema, const SchemaCheck &check = {});

    TextPane &reasoning() { return *m_reasoning; }
    TextPane &answer() { return *m_answer; }
    QSplitter &splitter() { return *m_splitter; }
    void setZoom(int percent);
    void setFonts(const TextFonts &fonts);
    /// Reasoning and answer as they are now.
    Printout printout(const QString &title) const;

signals:
    void zoomChanged(int percent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Place
    {
        TextPane *pane = nullptr; ///< null: a part that is not shown as text
        int part = -1;
    };

    bool placeParts(const Transcript &transcript);
    void replaceAll(const Transcript &transcript);
    void showCaptions(const Transcript &transcript, bool running);
    void showFields();
    void appendToFields(int part, const QString &appended);

    QSplitter *m_splitter;
    TextPane *m_reasoning;
    TextPane *m_answer;
    JsonPane *m_fields = nullptr; ///< of the answer; made when it is first needed
    QByteArray m_schema;
    bool m_running = false;
    int m_fieldsPart = -1; ///< the part of the answer that the fields were given last; -1: all
    std::map<std::pair<int, int>, Place> m_places; ///< by item and part
    int m_reasoningParts = 0;
    int m_answerParts = 0;
};

} // namespace reasonglass
