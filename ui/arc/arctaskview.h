#pragma once

#include "tasks/arcgrid.h"
#include "ui/arc/arcpalette.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QWidget>

#include <optional>
#include <vector>

class QAction;
class QLayout;
class QVBoxLayout;

namespace reasonglass {

class ArcGridView;

/// A whole ARC task: its train pairs, and for each test pair the input, what a model predicted, what was
/// expected and where these differ. Scrolls; stands in fewer columns where it is narrow. With predictions the
/// tests come first: they are what one wants to see then.
class ArcTaskView : public QWidget
{
    Q_OBJECT

public:
    explicit ArcTaskView(QWidget *parent = nullptr);

    /// \a expected is an array of grids, one for each test pair, or anything else where they are not known
    /// (see Task::expected). Predictions are forgotten.
    void setTask(const ArcPairs &pairs, const QJsonValue &expected);
    /// \a pairsEvidence is what the ARC grader found ("pairs", see grader.h), an entry for each test pair.
    void setPredictions(const QJsonArray &pairsEvidence);
    void clearPredictions();
    void clear();

    bool digitsShown() const;
    bool isColourBlind() const { return m_palette == ArcPalette::ColourBlind; }

public slots:
    void setDigitsShown(bool shown);
    void setColourBlind(bool colourBlind);

signals:
    /// The person has changed it; whoever keeps settings wants to know.
    void digitsShownChanged(bool shown);
    void colourBlindChanged(bool colourBlind);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Entry; ///< a grid with its caption

    void build();
    void buildTrain();
    void buildTests();
    QWidget *section(const QString &name, const std::vector<QWidget *> &boxes, QLayout *inner);
    QWidget *box(const std::vector<Entry> &entries, bool arrow);
    QWidget *testBox(size_t test);
    QWidget *verdict(size_t test, const QJsonObject &evidence);
    QWidget *captioned(const Entry &entry, int cell);

    ArcPairs m_pairs;
    std::vector<ArcGrid> m_expected; ///< by test pair; empty grids where it is not known
    std::optional<QJsonArray> m_evidence;
    ArcPalette m_palette = ArcPalette::Usual;
    QAction *m_digits;
    QAction *m_colours;
    QWidget *m_content;
    QVBoxLayout *m_column;
    QWidget *m_train = nullptr;
    QWidget *m_tests = nullptr;
};

} // namespace reasonglass
