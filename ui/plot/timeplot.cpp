#include "ui/plot/timeplot.h"

#include "ui/plot/axisticks.h"
#include "ui/style/colors.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionFocusRect>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr double leastStepWidth = 4; ///< pixels; narrower bins are drawn together
constexpr int space = 6;
constexpr int mostMarkRows = 3;
constexpr int sampleWidth = 28; ///< of the line in the legend

QString number(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0);
}

} // namespace

/// Where things stand, for the present size and data.
struct TimePlot::Frame
{
    QRectF area;
    double timeStep = 1;
    double endSeconds = 1;
    double valueStep = 1;
    double top = 1;      ///< value at the upper edge
    int binsPerStep = 1; ///< bins that are drawn as one
    int steps = 0;
    int legendRows = 1;
    int markRows = 0;

    double x(double at) const { return area.left() + area.width() * at / endSeconds; }
    double y(double value) const { return area.bottom() - area.height() * value / top; }
};

TimePlot::TimePlot(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Plot over time"));
}

void TimePlot::setData(TimePlotData data)
{
    if (data == m_data)
        return;
    m_data = std::move(data);
    if (m_cursor && (isEmpty() || *m_cursor >= frame().steps))
        m_cursor.reset();
    update();
}

void TimePlot::setPlaceholderText(const QString &text)
{
    m_placeholder = text;
    update();
}

void TimePlot::setSummary(const QString &summary)
{
    if (summary == m_summary)
        return;
    m_summary = summary;
    setAccessibleDescription(summary);
}

QSize TimePlot::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 6};
}

QSize TimePlot::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 5};
}

bool TimePlot::isEmpty() const
{
    return std::all_of(m_data.series.begin(), m_data.series.end(),
                       [](const TimePlotData::Series &each) { return each.values.empty(); });
}

double TimePlot::seconds() const
{
    size_t bins = 0;
    for (const TimePlotData::Series &series : m_data.series)
        bins = std::max(bins, series.values.size());
    return std::max({m_data.endSeconds, double(bins) * m_data.binSeconds, m_data.binSeconds});
}

/// The mean of the bins that are drawn as step \a step.
double TimePlot::value(const TimePlotData::Series &series, int step, int bins) const
{
    const size_t from = size_t(step) * size_t(bins);
    double sum = 0;
    for (size_t i = from; i < std::min(from + size_t(bins), series.values.size()); ++i)
        sum += series.values[i];
    return sum / bins;
}

TimePlot::Frame TimePlot::frame() const
{
    Frame frame;
    const QFontMetrics metrics = fontMetrics();
    const int line = metrics.height();
    int legend = metrics.horizontalAdvance(m_data.unit) + 2 * space;
    for (const TimePlotData::Series &series : m_data.series)
        legend += sampleWidth + metrics.horizontalAdvance(series.name) + 3 * space;
    frame.legendRows = legend > width() ? 2 : 1;
    frame.endSeconds = seconds();

    const double widest = metrics.horizontalAdvance(number(8888)) + 2.0 * space;
    frame.area = QRectF(widest, 0, std::max(1.0, width() - widest - 3 * space), 0);
    for (const int row : markRows(frame))
        frame.markRows = std::max(frame.markRows, row + 1);
    const int above = (frame.legendRows + frame.markRows) * line + space;
    const double height = std::max(1, QWidget::height() - above - line - space);
    frame.area.setTop(above);
    frame.area.setHeight(height);

    const double pixelsPerBin = frame.area.width() * m_data.binSeconds / frame.endSeconds;
    frame.binsPerStep = std::max(1, int(std::ceil(leastStepWidth / std::max(pixelsPerBin, 1e-6))));
    frame.steps = int(std::ceil(frame.endSeconds / m_data.binSeconds / frame.binsPerStep - 1e-9));
    double most = 0;
    for (const TimePlotData::Series &series : m_data.series) {
        for (int step = 0; step < frame.steps; ++step)
            most = std::max(most, value(series, step, frame.binsPerStep));
    }
    most = most > 0 && std::isfinite(most) ? most : 1;
    frame.valueStep = roundStep(most, std::max(2, int(height / (2.2 * line))));
    frame.top = std::ceil(most / frame.valueStep - 1e-9) * frame.valueStep;
    const double timeLabel = metrics.horizontalAdvance(axisTime(3600, 3600)) + 4.0 * space;
    frame.timeStep = roundTimeStep(frame.endSeconds, std::max(2, int(frame.area.width() / timeLabel)));
    return frame;
}

/// Right of the moment, or left of it where there is no room.
double TimePlot::nameLeft(const Frame &frame, const TimePlotData::Mark &mark) const
{
    constexpr double apart = space / 2.0;
    const double right = frame.x(mark.seconds) + apart;
    const double wide = fontMetrics().horizontalAdvance(mark.name);
    return right + wide <= width() ? right : std::max(0.0, right - 2 * apart - wide);
}

/// Which line above the plot each mark's name stands in, -1 where there is no room for it.
std::vector<int> TimePlot::markRows(const Frame &frame) const
{
    // A low plot keeps its height for the lines: what has no name there is read at the cursor.
    const int rowsThatFit = std::clamp(height() / fontMetrics().height() - 6, 1, mostMarkRows);
    std::vector<double> ends(size_t(rowsThatFit), -1e9);
    std::vector<int> rows;
    for (const TimePlotData::Mark &mark : m_data.marks) {
        const double wide = fontMetrics().horizontalAdvance(mark.name) + 2.0 * space;
        const double left = nameLeft(frame, mark);
        const auto free = std::find_if(ends.begin(), ends.end(), [left](double end) { return end <= left; });
        rows.push_back(free == ends.end() ? -1 : int(free - ends.begin()));
        if (free != ends.end())
            *free = left + wide;
    }
    return rows;
}

QPen TimePlot::seriesPen(size_t index) const
{
    QPen pen(index == 0 ? palette().color(QPalette::Link) : palette().color(QPalette::Text), 2);
    pen.setJoinStyle(Qt::MiterJoin);
    pen.setCapStyle(Qt::FlatCap);
    if (index > 0)
        pen.setDashPattern({4, 2});
    return pen;
}

void TimePlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto); // time goes to the right in every language
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (isEmpty()) {
        painter.setPen(mutedText(palette()));
        painter.drawText(rect().adjusted(2 * space, 0, -2 * space, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_placeholder);
    } else {
        const Frame shown = frame();
        paintPauses(painter, shown);
        paintAxes(painter, shown);
        paintLegend(painter, shown);
        for (size_t i = 0; i < m_data.series.size(); ++i)
            paintSeries(painter, shown, i);
        paintPauseNames(painter, shown);
        paintMarks(painter, shown);
        paintCursor(painter, shown);
    }
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect().adjusted(1, 1, -1, -1);
        option.backgroundColor = palette().color(QPalette::Base);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

void TimePlot::paintAxes(QPainter &painter, const Frame &frame) const
{
    const double line = fontMetrics().height();
    const int steps = static_cast<int>(std::floor(frame.top / frame.valueStep + 1e-9));
    for (int step = 0; step <= steps; ++step) {
        const double value = step * frame.valueStep;
        const double y = std::round(frame.y(value)) + 0.5;
        painter.setPen(value > 0 ? hairline(palette()) : mutedText(palette()));
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
        painter.setPen(mutedText(palette()));
        painter.drawText(QRectF(0, y - line / 2, frame.area.left() - space, line),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QLocale().toString(value, 'f', frame.valueStep < 1 ? 1 : 0));
    }
    const int ticks = int(std::floor(frame.endSeconds / frame.timeStep + 1e-9));
    for (int tick = 0; tick <= ticks; ++tick) {
        const double at = tick * frame.timeStep;
        const double x = std::round(frame.x(at)) + 0.5;
        painter.drawLine(QPointF(x, frame.area.bottom()), QPointF(x, frame.area.bottom() + 4));
        const QString text = axisTime(at, frame.timeStep);
        const double wide = fontMetrics().horizontalAdvance(text);
        const double left = std::clamp(x - wide / 2, 0.0, std::max(0.0, width() - wide));
        painter.drawText(QPointF(left, frame.area.bottom() + 4 + fontMetrics().ascent()), text);
    }
}

/// The unit stands above its axis; the lines are named beside it.
void TimePlot::paintLegend(QPainter &painter, const Frame &frame) const
{
    const int line = fontMetrics().height();
    const int baseline = fontMetrics().ascent();
    painter.setPen(mutedText(palette()));
    painter.drawText(QPoint(space, baseline), m_data.unit);
    int x = frame.legendRows > 1 ? space : 4 * space + fontMetrics().horizontalAdvance(m_data.unit);
    const int y = frame.legendRows > 1 ? line : 0;
    for (size_t i = 0; i < m_data.series.size(); ++i) {
        painter.setPen(seriesPen(i));
        painter.drawLine(QPointF(x, y + line / 2.0), QPointF(x + sampleWidth, y + line / 2.0));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(QPoint(x + sampleWidth + space, y + baseline), m_data.series[i].name);
        x += sampleWidth + fontMetrics().horizontalAdvance(m_data.series[i].name) + 4 * space;
    }
}

void TimePlot::paintPauses(QPainter &painter, const Frame &frame) const
{
    QColor hatch = mutedText(palette());
    hatch.setAlphaF(0.35F);
    for (const TimePlotData::Pause &pause : m_data.pauses) {
        const QRectF band(QPointF(frame.x(pause.from), frame.area.top()),
                          QPointF(frame.x(pause.to), frame.area.bottom()));
        painter.fillRect(band, QBrush(hatch, Qt::BDiagPattern));
    }
}

void TimePlot::paintPauseNames(QPainter &painter, const Frame &frame) const
{
    for (const TimePlotData::Pause &pause : m_data.pauses) {
        const QRectF band(QPointF(frame.x(pause.from), frame.area.top()),
                          QPointF(frame.x(pause.to), frame.area.bottom()));
        const double wide = fontMetrics().horizontalAdvance(pause.name) + 2.0 * space;
        if (wide > band.width())
            continue;
        QRectF label(0, 0, wide, fontMetrics().height());
        label.moveCenter(band.center());
        painter.fillRect(label, palette().color(QPalette::Base));
        painter.setPen(mutedText(palette()));
        painter.drawText(label, Qt::AlignCenter, pause.name);
    }
}

void TimePlot::paintMarks(QPainter &painter, const Frame &frame) const
{
    const int line = fontMetrics().height();
    const std::vector<int> rows = markRows(frame);
    for (size_t i = 0; i < m_data.marks.size(); ++i) {
        const TimePlotData::Mark &mark = m_data.marks[i];
        const double x = std::round(frame.x(mark.seconds)) + 0.5;
        const double top = frame.area.top() - (frame.markRows - std::max(0, rows[i])) * line;
        painter.setPen(QPen(mutedText(palette()), 1, Qt::DotLine));
        painter.drawLine(QPointF(x, rows[i] < 0 ? frame.area.top() : top), QPointF(x, frame.area.bottom()));
        if (rows[i] < 0)
            continue;
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(QPointF(nameLeft(frame, mark), top + fontMetrics().ascent()), mark.name);
    }
}

void TimePlot::paintSeries(QPainter &painter, const Frame &frame, size_t index) const
{
    const TimePlotData::Series &series = m_data.series[index];
    const double stepSeconds = m_data.binSeconds * frame.binsPerStep;
    int first = 0; // what comes before the first value and after the last is no part of the line
    auto steps = int(std::ceil(double(series.values.size()) / frame.binsPerStep));
    while (first < steps && value(series, first, frame.binsPerStep) <= 0)
        ++first;
    while (steps > first && value(series, steps - 1, frame.binsPerStep) <= 0)
        --steps;
    QPainterPath path;
    path.moveTo(frame.x(first * stepSeconds), frame.area.bottom());
    for (int step = first; step < steps; ++step) {
        const double y = frame.y(value(series, step, frame.binsPerStep));
        path.lineTo(frame.x(step * stepSeconds), y);
        path.lineTo(frame.x(std::min((step + 1) * stepSeconds, frame.endSeconds)), y);
    }
    if (steps > first)
        path.lineTo(path.currentPosition().x(), frame.area.bottom());
    painter.save();
    painter.setClipRect(frame.area.adjusted(-1, -2, 1, 2));
    painter.setPen(seriesPen(index));
    painter.drawPath(path);
    painter.restore();
}

QString TimePlot::readout() const
{
    if (!m_cursor || isEmpty())
        return {};
    const Frame shown = frame();
    const double at = *m_cursor * m_data.binSeconds * shown.binsPerStep;
    QStringList parts{axisTime(at, std::min(1.0, m_data.binSeconds * shown.binsPerStep))};
    for (const TimePlotData::Series &series : m_data.series)
        parts += tr("%1: %2").arg(series.name, number(value(series, *m_cursor, shown.binsPerStep)));
    const double end = at + m_data.binSeconds * shown.binsPerStep;
    for (const TimePlotData::Mark &mark : m_data.marks) {
        if (mark.seconds >= at && mark.seconds < end)
            parts += mark.name;
    }
    for (const TimePlotData::Pause &pause : m_data.pauses) {
        if (pause.from < end && pause.to > at)
            parts += pause.name;
    }
    return parts.join(u" · "_s);
}

void TimePlot::paintCursor(QPainter &painter, const Frame &frame) const
{
    if (!m_cursor)
        return;
    const double stepSeconds = m_data.binSeconds * frame.binsPerStep;
    const double x = frame.x(std::min((*m_cursor + 0.5) * stepSeconds, frame.endSeconds));
    painter.setPen(palette().color(QPalette::Text));
    painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()));
    const QString text = readout();
    QRectF box(0, 0, fontMetrics().horizontalAdvance(text) + 2.0 * space, fontMetrics().height() + space);
    const double right = x + space;
    box.moveLeft(right + box.width() <= width() ? right : std::max(0.0, x - space - box.width()));
    box.moveTop(frame.area.top() + space);
    painter.setPen(hairline(palette()));
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRect(box);
    painter.setPen(palette().color(QPalette::ToolTipText));
    painter.drawText(box, Qt::AlignCenter, text);
}

void TimePlot::setCursorStep(std::optional<int> step)
{
    if (step && isEmpty())
        step.reset();
    if (step)
        step = std::clamp(*step, 0, std::max(0, frame().steps - 1));
    if (step == m_cursor)
        return;
    m_cursor = step;
    setAccessibleDescription(m_cursor ? readout() : m_summary); // tells assistive technology at once
    update();
}

void TimePlot::mouseMoveEvent(QMouseEvent *event)
{
    if (isEmpty())
        return;
    const Frame shown = frame();
    const double at = (event->position().x() - shown.area.left()) / shown.area.width() * shown.endSeconds;
    const bool inside = at >= 0 && at <= shown.endSeconds;
    const auto step = int(at / (m_data.binSeconds * shown.binsPerStep));
    setCursorStep(inside ? std::optional(step) : std::nullopt);
}

void TimePlot::leaveEvent(QEvent *)
{
    setCursorStep(std::nullopt);
}

bool TimePlot::event(QEvent *event)
{
    const auto isOurs = [this](const QKeyEvent &key) {
        return key.matches(QKeySequence::Copy) || (key.key() == Qt::Key_Escape && m_cursor);
    };
    // Escape also cancels the run and Ctrl+C copies elsewhere: while they mean something here, they are ours.
    if (event->type() == QEvent::ShortcutOverride && isOurs(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void TimePlot::keyPressEvent(QKeyEvent *event)
{
    constexpr int page = 10;
    const int at = m_cursor.value_or(-1);
    if (event->matches(QKeySequence::Copy))
        copyAsCsv();
    else if (event->key() == Qt::Key_Right)
        setCursorStep(at + 1);
    else if (event->key() == Qt::Key_Left)
        setCursorStep(at - 1);
    else if (event->key() == Qt::Key_PageDown)
        setCursorStep(at + page);
    else if (event->key() == Qt::Key_PageUp)
        setCursorStep(at - page);
    else if (event->key() == Qt::Key_Home)
        setCursorStep(0);
    else if (event->key() == Qt::Key_End)
        setCursorStep(std::numeric_limits<int>::max());
    else if (event->key() == Qt::Key_Escape && m_cursor)
        setCursorStep(std::nullopt);
    else
        QWidget::keyPressEvent(event);
}

void TimePlot::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    QAction *copy = menu.addAction(tr("Copy as &CSV"), this, &TimePlot::copyAsCsv);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(!isEmpty());
    menu.exec(event->globalPos());
}

void TimePlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    update();
}

QString TimePlot::toCsv() const
{
    size_t bins = 0;
    QStringList head{u"seconds"_s};
    for (const TimePlotData::Series &series : m_data.series) {
        bins = std::max(bins, series.values.size());
        head += u'"' + QString(series.name).replace(u'"', u"\"\""_s) + u'"';
    }
    QString csv = head.join(u',') + u'\n';
    for (size_t bin = 0; bin < bins; ++bin) {
        csv += QString::number(double(bin) * m_data.binSeconds, 'g', 10);
        for (const TimePlotData::Series &series : m_data.series)
            csv +=
                u',' + (bin < series.values.size() ? QString::number(series.values[bin], 'f', 2) : QString());
        csv += u'\n';
    }
    return csv;
}

void TimePlot::copyAsCsv()
{
    if (!isEmpty())
        QGuiApplication::clipboard()->setText(toCsv());
}

} // namespace reasonglass
