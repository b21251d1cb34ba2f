#include "ui/matrix/matrixpanel.h"

#include "ui/matrix/matrixfilterbar.h"
#include "ui/matrix/matrixview.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

MatrixPanel::MatrixPanel(QWidget *parent)
    : QWidget(parent)
    , m_view(new MatrixView)
    , m_filters(new MatrixFilterBar(m_view->rows()))
    , m_pages(new QStackedWidget)
    , m_emptyText(new QLabel)
    , m_emptyButton(new QPushButton)
{
    m_pages->addWidget(m_view);
    m_pages->addWidget(createEmptyPage());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_filters);
    column->addWidget(m_pages, 1);

    connect(m_filters, &MatrixFilterBar::detailChanged, m_view, &MatrixView::setDetail);
    connect(m_filters, &MatrixFilterBar::leaveRequested, m_view, [this] {
        m_view->setFocus(Qt::OtherFocusReason);
        if (!m_view->currentIndex().isValid())
            m_view->setCurrentIndex(m_view->rows().index(0, 0));
    });
    connect(&m_view->rows(), &MatrixFilter::shownChanged, this, &MatrixPanel::showWhatThereIs);
    connect(m_emptyButton, &QPushButton::clicked, this, &MatrixPanel::help);
    showWhatThereIs();
}

QWidget *MatrixPanel::createEmptyPage()
{
    m_emptyText->setObjectName(u"emptyText"_s);
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setTextFormat(Qt::PlainText);
    m_emptyButton->setObjectName(u"emptyButton"_s);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->addStretch();
    column->addWidget(m_emptyText);
    column->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    column->addStretch();
    return page;
}

void MatrixPanel::setMatrix(MatrixModel *model)
{
    m_view->setMatrix(model);
    showWhatThereIs();
}

void MatrixPanel::showWhatThereIs()
{
    const MatrixModel *matrix = m_view->rows().matrix();
    m_empty = Empty::Nothing;
    if (!matrix || matrix->rowCount() == 0)
        m_empty = Empty::NoTasks;
    else if (matrix->columnCount() == 0)
        m_empty = Empty::NoModels;
    else if (m_view->rows().rowCount() == 0)
        m_empty = Empty::NoMatch;
    m_filters->setVisible(m_empty == Empty::Nothing || m_empty == Empty::NoMatch);
    m_pages->setCurrentIndex(m_empty == Empty::Nothing ? 0 : 1);
    switch (m_empty) {
    case Empty::Nothing:
        return;
    case Empty::NoTasks:
        m_emptyText->setText(tr("There are no tasks in this set yet."));
        m_emptyButton->setText(tr("Import tasks…"));
        break;
    case Empty::NoModels:
        m_emptyText->setText(tr("No model has been chosen for these tasks yet."));
        m_emptyButton->setText(tr("Add a model…"));
        break;
    case Empty::NoMatch:
        m_emptyText->setText(tr("No task is what you look for."));
        m_emptyButton->setText(tr("Clear filters"));
        break;
    }
}

void MatrixPanel::help()
{
    switch (m_empty) {
    case Empty::Nothing:
        break;
    case Empty::NoTasks:
        emit importRequested();
        break;
    case Empty::NoModels:
        emit addModelRequested();
        break;
    case Empty::NoMatch:
        m_filters->clear();
        m_view->setFocus(Qt::OtherFocusReason);
        break;
    }
}

} // namespace reasonglass
