#include "ui/arc/arctaskview.h"

#include "ui/arc/arcgridview.h"
#include "ui/style/colors.h"
#include "ui/style/flowlayout.h"
#include "ui/words/words.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

struct ArcTaskView::Entry
{
    QString name; ///< what stands above it
    ArcGrid grid;
    ArcGrid expected = {};
    bool difference = false;
    QString spoken = {}; ///< which grid of the task it is
};

namespace {

constexpr int space = 8;
constexpr int betweenBoxes = 24;

QString sizeText(const ArcGrid &grid)
{
    return u"%1×%2"_s.arg(grid.rows()).arg(grid.columns());
}

QLabel *label(const QString &text, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    made->setTextFormat(Qt::PlainText);
    return made;
}

/// \a like: where to take the colour from. A label that is made while the theme changes has the one before.
void mute(QLabel *label, const QPalette &like)
{
    QPalette colors;
    colors.setColor(QPalette::WindowText, mutedText(like));
    label->setPalette(colors);
}

std::vector<ArcGrid> gridsOf(const QJsonValue &expected, size_t count)
{
    const QJsonArray grids = expected.toArray();
    std::vector<ArcGrid> read;
    for (size_t i = 0; i < count; ++i)
        read.push_back(arcGridFromJson(grids.at(qsizetype(i))).value_or(ArcGrid{}));
    return read;
}

} // namespace

ArcTaskView::ArcTaskView(QWidget *parent)
    : QWidget(parent)
    , m_digits(new QAction(tr("&Digits"), this))
    , m_colours(new QAction(tr("&Colour-blind colours"), this))
    , m_content(new QWidget(this))
    , m_column(new QVBoxLayout(m_content))
{
    m_digits->setToolTip(tr("Show the number of each cell"));
    m_colours->setToolTip(tr("Colours that can be told apart with any kind of colour blindness"));
    auto *tools = new QHBoxLayout;
    tools->setSpacing(space / 2);
    for (QAction *action : {m_digits, m_colours}) {
        action->setCheckable(true);
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        tools->addWidget(button);
    }
    tools->addStretch(1);
    connect(m_digits, &QAction::toggled, this, &ArcTaskView::setDigitsShown);
    connect(m_colours, &QAction::toggled, this, &ArcTaskView::setColourBlind);

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("ARC task"));
    m_column->setContentsMargins(0, 0, space, space);
    m_column->setSpacing(2 * space);
    m_column->addStretch(1);
    scroll->setWidget(m_content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space);
    layout->addLayout(tools);
    layout->addWidget(scroll, 1);
}

void ArcTaskView::setTask(const ArcPairs &pairs, const QJsonValue &expected)
{
    m_pairs = pairs;
    m_expected = gridsOf(expected, pairs.test.size());
    for (size_t i = 0; i < m_expected.size(); ++i) {
        if (m_expected[i].isEmpty())
            m_expected[i] = pairs.test[i].output;
    }
    m_evidence.reset();
    buildTrain();
    buildTests();
}

void ArcTaskView::setPredictions(const QJsonArray &pairsEvidence)
{
    m_evidence = pairsEvidence;
    buildTests();
}

void ArcTaskView::clearPredictions()
{
    if (std::exchange(m_evidence, std::nullopt))
        buildTests();
}

void ArcTaskView::clear()
{
    setTask({}, QJsonValue::Undefined);
}

bool ArcTaskView::digitsShown() const
{
    return m_digits->isChecked();
}

void ArcTaskView::setDigitsShown(bool shown)
{
    if (m_digits->isChecked() != shown) {
        m_digits->setChecked(shown); // which comes back here
        return;
    }
    build();
    emit digitsShownChanged(shown);
}

void ArcTaskView::setColourBlind(bool colourBlind)
{
    if (m_colours->isChecked() != colourBlind) {
        m_colours->setChecked(colourBlind);
        return;
    }
    m_palette = colourBlind ? ArcPalette::ColourBlind : ArcPalette::Usual;
    for (ArcGridView *grid : m_content->findChildren<ArcGridView *>())
        grid->setArcPalette(m_palette);
    emit colourBlindChanged(colourBlind);
}

void ArcTaskView::build()
{
    buildTrain();
    buildTests();
}

void ArcTaskView::buildTrain()
{
    delete std::exchange(m_train, nullptr);
    std::vector<QWidget *> boxes;
    for (size_t i = 0; i < m_pairs.train.size(); ++i) {
        const ArcPair &pair = m_pairs.train[i];
        const int number = int(i) + 1;
        boxes.push_back(box(
            {{.name = tr("Input"), .grid = pair.input, .spoken = tr("Training %1, input").arg(number)},
             {.name = tr("Output"), .grid = pair.output, .spoken = tr("Training %1, output").arg(number)}},
            true));
    }
    if (boxes.empty())
        return;
    m_train = section(tr("Training"), boxes, new FlowLayout);
    m_column->insertWidget(m_column->count() - 1, m_train);
}

void ArcTaskView::buildTests()
{
    delete std::exchange(m_tests, nullptr);
    std::vector<QWidget *> boxes;
    for (size_t i = 0; i < m_pairs.test.size(); ++i)
        boxes.push_back(testBox(i));
    if (boxes.empty())
        return;
    m_tests = section(tr("Test"), boxes, new QVBoxLayout);
    m_column->insertWidget(m_evidence ? 0 : m_column->count() - 1, m_tests);
}

/// The layout that \a boxes are put into becomes part of the section.
QWidget *ArcTaskView::section(const QString &name, const std::vector<QWidget *> &boxes, QLayout *inner)
{
    auto *made = new QWidget(m_content);
    auto *column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    QLabel *heading = label(name, made);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    column->addWidget(heading);
    column->addLayout(inner);
    inner->setSpacing(betweenBoxes);
    for (QWidget *each : boxes)
        inner->addWidget(each);
    return made;
}

/// All grids of a box have cells of one size, so that they can be compared.
QWidget *ArcTaskView::box(const std::vector<Entry> &entries, bool arrow)
{
    int longest = 1;
    for (const Entry &entry : entries)
        longest = std::max({longest, entry.grid.rows(), entry.grid.columns()});
    const int cell = ArcGridView::suitableCell(longest, digitsShown());
    auto *made = new QWidget(m_content);
    QLayout *row = nullptr;
    if (arrow) {
        row = new QHBoxLayout(made);
        row->setContentsMargins(0, 0, 0, 0);
    } else {
        row = new FlowLayout(made);
    }
    row->setSpacing(arrow ? space : 2 * space);
    for (const Entry &entry : entries) {
        if (arrow && &entry != &entries.front()) {
            QLabel *to = label(isRightToLeft() ? u"←"_s : u"→"_s, made);
            mute(to, palette());
            row->addWidget(to);
        }
        QWidget *grid = captioned(entry, cell);
        row->addWidget(grid);
        row->setAlignment(grid, Qt::AlignTop);
    }
    return made;
}

QWidget *ArcTaskView::captioned(const Entry &entry, int cell)
{
    auto *made = new QWidget(m_content);
    auto *column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space / 2);
    const bool hasSize = !entry.grid.isEmpty();
    QLabel *caption = label(hasSize ? tr("%1 · %2").arg(entry.name, sizeText(entry.grid)) : entry.name, made);
    mute(caption, palette());
    column->addWidget(caption);
    auto *grid = new ArcGridView(made);
    grid->setAccessibleName(entry.spoken);
    grid->setArcPalette(m_palette);
    grid->setDigitsShown(digitsShown());
    grid->setWantedCell(cell);
    grid->setGrid(entry.grid, entry.expected);
    grid->setDifferenceShown(entry.difference);
    column->addWidget(grid, 0, Qt::AlignLeading | Qt::AlignTop);
    column->addStretch(1);
    return made;
}

QWidget *ArcTaskView::testBox(size_t test)
{
    const int number = int(test) + 1;
    const ArcGrid &expected = m_expected[test];
    std::vector<Entry> entries{
        {.name = tr("Input"), .grid = m_pairs.test[test].input, .spoken = tr("Test %1, input").arg(number)}};
    const QJsonObject evidence = m_evidence ? m_evidence->at(qsizetype(test)).toObject() : QJsonObject();
    const ArcGrid found = arcGridFromJson(evidence.value("found"_L1)).value_or(ArcGrid{});
    if (m_evidence) {
        entries.push_back({.name = tr("Prediction"),
                           .grid = found,
                           .expected = expected,
                           .spoken = tr("Test %1, prediction").arg(number)});
    }
    if (!expected.isEmpty()) {
        entries.push_back(
            {.name = tr("Expected"), .grid = expected, .spoken = tr("Test %1, expected").arg(number)});
    }
    const auto differing = differingCells(found, expected);
    if (m_evidence && !found.isEmpty() && differing && !differing->empty()) {
        entries.push_back({.name = tr("Difference"),
                           .grid = found,
                           .expected = expected,
                           .difference = true,
                           .spoken = tr("Test %1, difference").arg(number)});
    }
    QWidget *grids = box(entries, false);
    if (!m_evidence && m_pairs.test.size() == 1)
        return grids;
    auto *made = new QWidget(m_content);
    auto *column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    column->addWidget(verdict(test, evidence));
    column->addWidget(grids);
    return made;
}

/// Which test it is, and how it went.
QWidget *ArcTaskView::verdict(size_t test, const QJsonObject &evidence)
{
    const QString name = tr("Test %1").arg(test + 1);
    if (!m_evidence)
        return label(name, m_content);
    const auto found = arcGridFromJson(evidence.value("found"_L1));
    const ArcGrid &expected = m_expected[test];
    const bool correct = evidence.value("correct"_L1).toBool();
    const int wrong = evidence.value("wrong_cells"_L1).toInt(-1);
    QString said;
    if (!found)
        said = tr("no grid found in the answer");
    else if (correct)
        said = tr("correct");
    else if (expected.isEmpty())
        said = tr("what was expected is not known");
    else if (wrong < 0)
        said = tr("the sizes differ: %1, expected %2").arg(sizeText(*found), sizeText(expected));
    else if (wrong == 1)
        said = tr("1 of %1 cells differs").arg(found->rows() * found->columns());
    else
        said = tr("%1 of %2 cells differ").arg(wrong).arg(found->rows() * found->columns());
    const AnalysisStatus like = correct ? AnalysisStatus::Completed : AnalysisStatus::Failed;
    if (const QString how = evidence.value("how"_L1).toString(); found && !how.isEmpty())
        said += u" · "_s + tr("read from: %1").arg(how.left(100));
    const QString outcome = words::statusGlyph(like) + u' ' + said;
    QLabel *made = label(m_pairs.test.size() > 1 ? tr("%1 · %2").arg(name, outcome) : outcome, m_content);
    made->setObjectName(u"verdict"_s);
    made->setWordWrap(true);
    QPalette colors;
    colors.setColor(QPalette::WindowText, statusColor(like, palette()));
    made->setPalette(colors);
    return made;
}

void ArcTaskView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LayoutDirectionChange)
        build(); // colours of words, direction of arrows
}

} // namespace reasonglass
