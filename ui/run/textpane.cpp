#include "ui/run/textpane.h"

#include "streamview/findbar.h"
#include "streamview/streamview.h"
#include "ui/run/linkquestion.h"
#include "ui/run/printing.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QToolButton *choice(const QString &text, const QString &name, QButtonGroup *group, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->hide();
    group->addButton(button);
    return button;
}

} // namespace

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
    auto *group = new QButtonGroup(this);
    m_asText = choice(tr("Text"), tr("Show the text"), group, this);
    m_asText->setChecked(true);
    m_asFields = choice(tr("Fields"), tr("Show the fields of the JSON"), group, this);
    m_asFields->setObjectName(u"asFields"_s);
    m_asText->setObjectName(u"asText"_s);
    connect(group, &QButtonGroup::idToggled, this, &TextPane::showChosen);
    auto *captionRow = new QHBoxLayout;
    captionRow->setSpacing(2);
    captionRow->addWidget(m_caption, 1);
    captionRow->addWidget(m_asText);
    captionRow->addWidget(m_asFields);
    layout->addLayout(captionRow);
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

void TextPane::addFields(QWidget *fields)
{
    m_fields = fields;
    fields->hide();
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_view), fields, 1);
    m_asFields->setChecked(true);
    setFieldsOffered(true);
}

void TextPane::setFieldsOffered(bool offered)
{
    m_asText->setVisible(offered);
    m_asFields->setVisible(offered);
    showChosen();
}

int TextPane::captionHeight() const
{
    const bool offers = !m_asText->isHidden();
    return offers ? std::max(m_asText->sizeHint().height(), m_caption->sizeHint().height())
                  : m_caption->sizeHint().height();
}

void TextPane::setCaptionHeight(int height)
{
    m_caption->setMinimumHeight(height);
}

void TextPane::showChosen()
{
    if (!m_fields)
        return;
    const bool asFields = m_asFields->isChecked() && !m_asFields->isHidden();
    if (asFields)
        m_findBar->hide();
    m_view->setVisible(!asFields);
    m_fields->setVisible(asFields);
}

void TextPane::find()
{
    if (!m_asText->isHidden())
        m_asText->setChecked(true);
    m_findBar->open();
}

} // namespace reasonglass
