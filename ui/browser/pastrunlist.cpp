#include "ui/browser/pastrunlist.h"

#include "ui/browser/mutedlabel.h"
#include "ui/browser/twolineitem.h"
#include "ui/style/colors.h"
#include "ui/words/words.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString titleOf(const AnalysisRow &run)
{
    const QString title = run.title.simplified();
    return title.isEmpty() ? PastRunList::tr("Untitled") : title;
}

QString factsOf(const AnalysisRow &run)
{
    return QStringList{words::dateTime(run.createdUtcUs), words::status(run.status),
                       words::duration(std::chrono::milliseconds(run.durationMs)), words::cost(run.cost)}
        .join(u" · "_s);
}

/// A button that looks like a row of a list, so that long titles give way.
class RunButton : public QPushButton
{
public:
    explicit RunButton(const AnalysisRow &run)
        : m_run(run)
    {
        setFlat(true);
        setAttribute(Qt::WA_Hover);
        setAccessibleName(PastRunList::tr("%1, %2").arg(titleOf(run), factsOf(run)));
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override { return twoLinesSize(rowOption(), true); }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QStyleOptionViewItem row = rowOption();
        paintTwoLines(&painter, row,
                      {.glyph = words::statusGlyph(m_run.status),
                       .glyphColor = statusColor(m_run.status, palette()),
                       .first = titleOf(m_run),
                       .second = factsOf(m_run)});
        if (!hasFocus())
            return;
        QStyleOptionFocusRect focus;
        focus.initFrom(this);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
    }

private:
    QStyleOptionViewItem rowOption() const
    {
        QStyleOptionViewItem option;
        option.initFrom(this);
        option.widget = this;
        option.font = font();
        option.state.setFlag(QStyle::State_MouseOver, underMouse());
        return option;
    }

    const AnalysisRow m_run;
};

} // namespace

PastRunList::PastRunList(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
}

void PastRunList::setRuns(const Result<std::vector<AnalysisRow>> &runs)
{
    while (QLayoutItem *row = m_rows->takeAt(0)) {
        row->widget()->hide();
        row->widget()->deleteLater();
        delete row;
    }
    if (runs && !runs->empty()) {
        for (const AnalysisRow &run : *runs)
            m_rows->addWidget(createRow(run));
        return;
    }
    m_rows->addWidget(new MutedLabel(runs ? tr("None yet. Write a question below and run it.")
                                          : words::errorSentence(runs.error())));
}

QWidget *PastRunList::createRow(const AnalysisRow &run)
{
    auto *button = new RunButton(run);
    connect(button, &QPushButton::clicked, this, [this, id = run.id] { emit runChosen(id); });
    return button;
}

} // namespace reasonglass
