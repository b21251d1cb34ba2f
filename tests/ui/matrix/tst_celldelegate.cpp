#include "models/matrixmodel.h"
#include "support/matrixsample.h"
#include "ui/matrix/celldelegate.h"
#include "ui/matrix/spokenmatrix.h"
#include "ui/style/colors.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

using namespace reasonglass;
using namespace Qt::StringLiterals;
using reasonglass::test::emptyMatrix;
using reasonglass::test::runOf;

namespace {

constexpr std::array allStates{CellState::Running, CellState::Queued,      CellState::Solved,
                               CellState::Failed,  CellState::Ungraded,    CellState::Error,
                               CellState::Stopped, CellState::NotAttempted};

/// WCAG 2: relative luminance and contrast ratio.
double luminance(const QColor &color)
{
    const auto linear = [](float part) {
        return part <= 0.03928F ? part / 12.92F : std::pow((part + 0.055F) / 1.055F, 2.4F);
    };
    return 0.2126 * double(linear(color.redF())) + 0.7152 * double(linear(color.greenF()))
        + 0.0722 * double(linear(color.blueF()));
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

/// One task; a column for each state, in the order of allStates.
TaskMatrix everyState()
{
    TaskMatrix matrix = emptyMatrix(1, int(allStates.size()));
    const auto add = [&](CellState state, AnalysisStatus status, std::optional<Verdict> verdict = {}) {
        const auto column = int(std::ranges::find(allStates, state) - allStates.begin());
        TaskRun run = runOf(matrix, 0, column, AnalysisId{column + 1}, status, verdict);
        run.durationMs = 41'000;
        run.cost = {.usd = 0.012, .basis = CostBasis::Computed};
        matrix.runs.push_back(run);
    };
    add(CellState::Running, AnalysisStatus::Running);
    add(CellState::Solved, AnalysisStatus::Completed, Verdict::Solved);
    add(CellState::Failed, AnalysisStatus::Completed, Verdict::Failed);
    add(CellState::Ungraded, AnalysisStatus::Completed);
    add(CellState::Error, AnalysisStatus::Failed);
    add(CellState::Stopped, AnalysisStatus::Cancelled);
    return matrix;
}

/// The delegate and what it paints from.
struct Bench
{
    Bench()
    {
        const TaskMatrix matrix = everyState();
        model.setMatrix(matrix);
        model.setQueued(u"t1"_s, matrix.set.models[1], 1);
        rows.setMatrix(&model);
    }

    QImage painted(int column, QStyle::State state = QStyle::State_Enabled,
                   Qt::LayoutDirection direction = Qt::LeftToRight, int width = 130)
    {
        QImage image(width, 28, QImage::Format_RGB32);
        image.fill(QApplication::palette().color(QPalette::Base));
        QPainter painter(&image);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.palette = QApplication::palette();
        option.font = QApplication::font();
        option.state = state;
        option.direction = direction;
        delegate.paint(&painter, option, rows.index(0, column));
        return image;
    }

    MatrixModel model;
    SpokenMatrix rows;
    CellDelegate delegate;
};

/// \a image as if all inks were one and nothing were tinted: what differs then differs in shape.
QImage shapes(const QImage &image)
{
    const QColor ground = image.pixelColor(4, 4);
    QImage bare(image.size(), QImage::Format_Grayscale8);
    constexpr double seen = 1.7;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            bare.setPixelColor(x, y, contrast(image.pixelColor(x, y), ground) > seen ? Qt::black : Qt::white);
    }
    return bare;
}

} // namespace

class tst_CellDelegate : public QObject
{
    Q_OBJECT

private slots:
    void init() { applyTheme(*qApp, u"light"_s); }
    void textIsReadable_data();
    void textIsReadable();
    void statesDifferInShape();
    void selectionAndFocusAreSeen_data();
    void selectionAndFocusAreSeen();
    void detailsChangeWhatIsTold();
    void aNarrowCellKeepsItsGlyph();
    void rightToLeftIsMirrored();
    void rowsHaveRoomForAFinger();
};

void tst_CellDelegate::textIsReadable_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<CellState>("state");
    for (const QString &theme : {u"light"_s, u"dark"_s}) {
        for (const CellState state : allStates)
            QTest::addRow("%s, %s", qPrintable(cellStateName(state)), qPrintable(theme)) << theme << state;
    }
}

void tst_CellDelegate::textIsReadable()
{
    QFETCH(QString, theme);
    QFETCH(CellState, state);
    applyTheme(*qApp, theme);
    const QPalette palette = QApplication::palette();
    constexpr double readable = 4.5;
    QVERIFY(contrast(cellColor(state, palette), cellGround(state, palette)) >= readable);
    QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight))
            >= readable);
}

void tst_CellDelegate::statesDifferInShape()
{
    Bench bench;
    std::vector<QImage> seen;
    for (size_t column = 0; column < allStates.size(); ++column) {
        const QModelIndex index = bench.rows.index(0, int(column));
        QCOMPARE(index.data(MatrixModel::StateRole).value<CellState>(), allStates[column]);
        // The glyph alone, without the word beside it.
        const QImage glyph = shapes(bench.painted(int(column))).copy(0, 0, 22, 28);
        QVERIFY(!seen.empty() || glyph.width() > 0);
        QVERIFY2(std::ranges::find(seen, glyph) == seen.end(), qPrintable(cellStateName(allStates[column])));
        seen.push_back(glyph);
    }
}

void tst_CellDelegate::selectionAndFocusAreSeen_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << u"light"_s;
    QTest::newRow("dark") << u"dark"_s;
}

void tst_CellDelegate::selectionAndFocusAreSeen()
{
    QFETCH(QString, theme);
    applyTheme(*qApp, theme);
    Bench bench;
    const QStyle::State plain = QStyle::State_Enabled | QStyle::State_Active;
    for (int column = 0; column < int(allStates.size()); ++column) {
        const QColor ground = bench.painted(column, plain).pixelColor(4, 4);
        const QColor selected = bench.painted(column, plain | QStyle::State_Selected).pixelColor(4, 4);
        QCOMPARE(selected, QApplication::palette().color(QPalette::Highlight));
        constexpr double noticed = 3;
        const QColor frame = bench.painted(column, plain | QStyle::State_HasFocus).pixelColor(1, 14);
        QVERIFY(contrast(frame, ground) > noticed);
        const QColor frameOnSelection =
            bench.painted(column, plain | QStyle::State_HasFocus | QStyle::State_Selected).pixelColor(1, 14);
        QVERIFY(contrast(frameOnSelection, selected) > noticed);
    }
}

void tst_CellDelegate::detailsChangeWhatIsTold()
{
    Bench bench;
    constexpr int solved = 2;
    constexpr int untried = 7;
    std::vector<QImage> seen;
    for (const CellDetail detail : {CellDetail::Time, CellDetail::Cost, CellDetail::Tokens}) {
        bench.delegate.setDetail(detail);
        const QImage image = bench.painted(solved);
        QVERIFY(std::ranges::find(seen, image) == seen.end());
        seen.push_back(image);
    }
    const QImage cost = bench.painted(untried);
    bench.delegate.setDetail(CellDetail::Time);
    QCOMPARE(bench.painted(untried), cost);
}

void tst_CellDelegate::aNarrowCellKeepsItsGlyph()
{
    Bench bench;
    constexpr int narrow = 34;
    const QStyle::State plain = QStyle::State_Enabled;
    for (int column = 0; column < int(allStates.size()); ++column) {
        const QImage wide = shapes(bench.painted(column));
        const QImage cut = shapes(bench.painted(column, plain, Qt::LeftToRight, narrow));
        QCOMPARE(cut.copy(0, 0, 20, 28), wide.copy(0, 0, 20, 28));
    }
    for (int width = 0; width < narrow; ++width) // no more than the padding is left
        bench.painted(0, plain, Qt::LeftToRight, std::max(width, 1));
}

void tst_CellDelegate::rightToLeftIsMirrored()
{
    Bench bench;
    constexpr int stopped = 6;
    const QImage right = shapes(bench.painted(stopped, QStyle::State_Enabled, Qt::RightToLeft));
    const QImage left = shapes(bench.painted(stopped));
    const auto inked = [](const QImage &image, int x, int width) {
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int i = x; i < x + width; ++i)
                count += image.pixelColor(i, y) == Qt::black ? 1 : 0;
        }
        return count;
    };
    constexpr int box = 22;
    QVERIFY(inked(left, 0, box) > 0);
    QVERIFY(inked(right, right.width() - box, box) > 0);
    QVERIFY(std::abs(inked(left, 0, 19) - inked(right, right.width() - 19, 19)) <= 3);
}

void tst_CellDelegate::rowsHaveRoomForAFinger()
{
    const CellDelegate delegate;
    QStyleOptionViewItem option;
    option.font = QApplication::font();
    QVERIFY(delegate.sizeHint(option, {}).height() >= 28);
    option.font.setPixelSize(40);
    QVERIFY(delegate.sizeHint(option, {}).height() > 40);
}

QTEST_MAIN(tst_CellDelegate)
#include "tst_celldelegate.moc"
