#include "ui/run/textpane.h"

#include "streamview/findbar.h"
#include "streamview/streamview.h"
#include "ui/run/linkquestion.h"
#include "ui/run/printing.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

TextPane::TextPane(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_caption(new QLabel(name, this))
    , m_view(new StreamView(this))
    , m_findBar(new FindBar(m_view, this))
{
    m_caption->setObjectName(u"caption"_s);
    m_view->setAccessibleName(name);
    QFont font = m_caption->font();
    font.setBold(true);
    m_caption->setFont(font);
    m_caption->setTextFormat(Qt::PlainText);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_caption);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_findBar);

    connect(m_view, &StreamView::linkActivated, this,
            [this](const QUrl &link) { askToOpenLink(link, this); });
    const auto alone = [this] {
        Printout printout{.title = m_caption->text()};
        addTo(printout);
        return printout;
    };
    connect(m_view, &StreamView::printRequested, this, [=, this] { printOut(alone(), this); });
    connect(m_view, &StreamView::pdfRequested, this, [=, this] { saveAsPdf(alone(), this); });
}

void TextPane::setCaption(const QString &caption)
{
    if (m_caption->text() != caption)
        m_caption->setText(caption);
}

void TextPane::setPlaceholder(const QString &text)
{
    m_view->setPlaceholderText(text);
}

void TextPane::addTo(Printout &printout) const
{
    printout.fonts = m_view->fonts();
    if (!m_view->isEmpty())
        printout.sections.push_back({m_caption->text(), m_view->text()});
}

void TextPane::find()
{
    m_findBar->open();
}

} // namespace reasonglass
