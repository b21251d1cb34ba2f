#pragma once

#include "responses/responseaccumulator.h"
#include "responses/transcript.h"

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

    QSplitter *m_splitter;
    TextPane *m_reasoning;
    TextPane *m_answer;
    std::map<std::pair<int, int>, Place> m_places; ///< by item and part
    int m_reasoningParts = 0;
    int m_answerParts = 0;
};

} // namespace reasonglass
