#include "bench/matrixbench.h"

#include "bench/report.h"
#include "support/matrixsample.h"
#include "ui/matrix/matrixpanel.h"
#include "ui/matrix/matrixview.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QPaintEvent>
#include <QScrollBar>
#include <QStandardItemModel>

#include <algorithm>
#include <functional>
#include <memory>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int tasks = 1000;
constexpr int models = 10;
constexpr int attempts = 2;
constexpr QSize maximised(1920, 1160); // about 38 rows of 10 cells
constexpr int opens = 5;
constexpr int drags = 150;
constexpr int changes = 2000;

/// Times of what was done, each until it was painted, in milliseconds.
struct Times
{
    std::vector<double> cpu = {};
    std::vector<double> wall = {};

    void add(const std::function<void()> &act)
    {
        QElapsedTimer timer;
        timer.start();
        const double before = threadCpuSeconds();
        act();
        QCoreApplication::processEvents();
        cpu.push_back((threadCpuSeconds() - before) * 1e3);
        wall.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    static double worst(const std::vector<double> &of)
    {
        return of.empty() ? 0 : *std::ranges::max_element(of);
    }
};

void tellFrames(const QString &bench, const QString &what, const Times &frames)
{
    report(bench, qint64(frames.cpu.size()), what + u"_frame_ms"_s, median(frames.cpu));
    report(bench, qint64(frames.cpu.size()), what + u"_worst_frame_ms"_s, Times::worst(frames.cpu));
    report(bench, qint64(frames.cpu.size()), what + u"_worst_frame_wall_ms"_s, Times::worst(frames.wall));
}

/// How many cells of a table are in what it paints.
class CellCount : public QObject
{
public:
    explicit CellCount(QTableView &table)
        : m_table(table)
    {
        table.viewport()->installEventFilter(this);
    }
    int take() { return std::exchange(m_cells, 0); }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Paint)
            return false;
        for (const QRect &rect : static_cast<QPaintEvent *>(event)->region()) {
            const auto spanned = [](int first, int last, int count) {
                return (last < 0 ? count - 1 : last) - first + 1;
            };
            const int rows = spanned(m_table.rowAt(rect.top()), m_table.rowAt(rect.bottom()), tasks);
            const int columns =
                spanned(m_table.columnAt(rect.left()), m_table.columnAt(rect.right()), models);
            m_cells += rows * columns;
        }
        return false;
    }

private:
    QTableView &m_table;
    int m_cells = 0;
};

void scroll(const QString &bench, QTableView &table)
{
    QScrollBar &bar = *table.verticalScrollBar();
    const auto wholeWay = [&](const QString &what, QAbstractSlider::SliderAction step) {
        bar.setValue(0);
        QCoreApplication::processEvents();
        Times frames;
        while (bar.value() < bar.maximum())
            frames.add([&] { bar.triggerAction(step); });
        tellFrames(bench, what, frames);
    };
    wholeWay(u"scroll_lines"_s, QAbstractSlider::SliderSingleStepAdd);
    wholeWay(u"scroll_pages"_s, QAbstractSlider::SliderPageStepAdd);
    Times dragged;
    for (int i = 0; i < drags; ++i)
        dragged.add([&] { bar.setValue(bar.maximum() * ((i * 37) % drags) / drags); });
    tellFrames(bench, u"drag"_s, dragged);
    bar.setValue(0);
    QCoreApplication::processEvents();
}

/// Changes cells that are in sight, one at a time.
void change(const QString &bench, QTableView &table, const std::function<void(int)> &act)
{
    CellCount painted(table);
    Times times;
    int most = 0;
    double sum = 0;
    for (int i = 0; i < changes; ++i) {
        times.add([&] { act(i); });
        const int cells = painted.take();
        most = std::max(most, cells);
        sum += cells;
    }
    report(bench, changes, u"update_us"_s, median(times.cpu) * 1e3);
    report(bench, changes, u"update_worst_us"_s, Times::worst(times.cpu) * 1e3);
    report(bench, changes, u"repainted_cells"_s, sum / changes);
    report(bench, changes, u"repainted_cells_most"_s, most);
}

void once(const QString &bench, const QString &what, const std::function<void()> &act)
{
    Times times;
    times.add(act);
    report(bench, tasks, what, times.cpu.front());
}

/// \a open shows a new table and keeps it; the first of them loads the fonts.
void open(const QString &bench, const std::function<void()> &act)
{
    once(bench, u"first_open_ms"_s, act);
    Times times;
    for (int i = 0; i < opens; ++i)
        times.add(act);
    report(bench, tasks, u"open_ms"_s, median(times.cpu));
    report(bench, tasks, u"open_wall_ms"_s, median(times.wall));
}

TaskRun changedRun(const TaskMatrix &matrix, int i)
{
    constexpr int rowsInSight = 30;
    TaskRun run = test::runOf(matrix, i % rowsInSight, i % models, AnalysisId{1'000'000 + i / 2});
    if (i % 2 == 1) {
        run = test::runOf(matrix, (i - 1) % rowsInSight, (i - 1) % models, run.analysis,
                          AnalysisStatus::Completed, i % 3 == 0 ? Verdict::Failed : Verdict::Solved);
        run.durationMs = 1000 + i * 10;
    }
    return run;
}

void benchOurs()
{
    const QString bench = u"matrix"_s;
    const TaskMatrix matrix = test::drawnMatrix(tasks, models, attempts);
    std::unique_ptr<MatrixModel> model;
    std::unique_ptr<MatrixPanel> panel;
    open(bench, [&] {
        panel.reset();
        model = std::make_unique<MatrixModel>();
        model->setMatrix(matrix);
        panel = std::make_unique<MatrixPanel>();
        panel->setMatrix(model.get());
        panel->resize(maximised);
        panel->show();
    });
    MatrixView &view = panel->view();
    once(bench, u"set_matrix_again_ms"_s, [&] { model->setMatrix(matrix); });
    scroll(bench, view);
    change(bench, view, [&](int i) { model->updateRun(changedRun(matrix, i)); });
    SpokenMatrix &rows = view.rows();
    once(bench, u"filter_text_ms"_s, [&] { rows.setQuery({.text = u"7"_s}); });
    once(bench, u"filter_tag_ms"_s, [&] { rows.setQuery({.tag = u"even"_s}); });
    once(bench, u"filter_state_ms"_s, [&] { rows.setQuery({.show = MatrixQuery::Show::Differs}); });
    once(bench, u"filter_clear_ms"_s, [&] { rows.setQuery({}); });
    once(bench, u"sort_solved_ms"_s, [&] { rows.setOrder({.by = MatrixOrder::By::Solved}); });
    once(bench, u"sort_id_ms"_s, [&] { rows.setOrder({.by = MatrixOrder::By::Id, .descending = true}); });
    once(bench, u"select_all_ms"_s, [&] { view.selectAll(); });
    once(bench, u"selected_cells_ms"_s, [&] { view.selectedCells(); });
    once(bench, u"sort_selected_ms"_s, [&] { rows.setOrder({}); });
}

void benchPlain()
{
    const QString bench = u"matrix_plain"_s;
    std::unique_ptr<QStandardItemModel> model;
    std::unique_ptr<QTableView> view;
    open(bench, [&] {
        view.reset();
        model = std::make_unique<QStandardItemModel>(tasks, models);
        for (int row = 0; row < tasks; ++row) {
            model->setVerticalHeaderItem(row, new QStandardItem(u"t%1"_s.arg(row + 1)));
            for (int column = 0; column < models; ++column)
                model->setItem(row, column,
                               new QStandardItem(u"✓ solved %1 s"_s.arg((row * 7 + column * 5) % 190)));
        }
        view = std::make_unique<QTableView>();
        view->setModel(model.get());
        view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        view->resize(maximised);
        view->show();
    });
    scroll(bench, *view);
    change(bench, *view, [&](int i) {
        constexpr int rowsInSight = 30;
        model->item(i % rowsInSight, i % models)->setText(u"✕ failed %1 s"_s.arg(i % 190));
    });
    once(bench, u"select_all_ms"_s, [&] { view->selectAll(); });
    view->clearSelection();
    once(bench, u"sort_ms"_s, [&] { model->sort(0); });
}

} // namespace

void benchMatrix()
{
    benchOurs();
    benchPlain();
}

} // namespace reasonglass::bench
