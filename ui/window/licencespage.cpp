#include "ui/window/licencespage.h"

#include "ui/run/linkquestion.h"
#include "ui/style/flowlayout.h"
#include "ui/style/icons.h"

#include <QFontDatabase>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int narrowWidth = 80;       // average characters
constexpr int listWidth = 46;         // average characters
constexpr int comfortableHeight = 26; // lines
constexpr int listLines = 4;
constexpr int textLines = 6;
constexpr int textColumns = 80; // to which licences are wrapped by their authors

Component program()
{
    return {.id = u"reasonglass"_s,
            .name = LicencesPage::tr("Reasonglass"),
            .purpose = LicencesPage::tr("The program itself"),
            .licence = u"MIT"_s,
            .usedUnder = u"MIT"_s};
}

bool isProgram(const Component &component)
{
    return component.id == "reasonglass"_L1;
}

QString linkingText(const Component &component)
{
    switch (component.linking) {
    case Linking::Dynamic:
        return LicencesPage::tr("Linked dynamically; can be replaced.");
    case Linking::Either:
        return LicencesPage::tr("Linked dynamically or statically, as the package was built.");
    case Linking::CompiledIn:
        return LicencesPage::tr("Compiled in.");
    case Linking::Contained: {
        const auto whole = findComponent(component.partOf);
        return LicencesPage::tr("Part of %1.").arg(whole ? whole->name : component.partOf);
    }
    }
    Q_UNREACHABLE();
}

QString summaryText(const Component &component)
{
    const QString licence = LicencesPage::tr("%1: %2").arg(component.name, component.usedUnder);
    if (isProgram(component))
        return licence + u'\n' + component.purpose + u'.';
    return licence + u'\n' + component.purpose + u". "_s + linkingText(component);
}

QPushButton *createLinkButton(const QString &text, const QString &name)
{
    auto *button = new QPushButton(outlineIcon(u"external-link"_s), text);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

} // namespace

LicencesPage::LicencesPage(QWidget *parent)
    : QWidget(parent)
    , m_components(thirdPartyComponents())
    , m_splitter(new QSplitter)
    , m_list(new QTreeWidget)
    , m_summary(new QLabel)
    , m_text(new QPlainTextEdit)
    , m_find(new QLineEdit)
    , m_findNote(new QLabel)
    , m_homepage(createLinkButton(tr("&Home page…"), u"homepage"_s))
    , m_source(createLinkButton(tr("&Source code…"), u"source"_s))
{
    m_components.insert(m_components.begin(), program());
    m_splitter->setObjectName(u"splitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(createList());
    m_splitter->addWidget(createReader());
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({fontMetrics().averageCharWidth() * listWidth, textWidth()});
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_splitter, 1);
    connect(m_homepage, &QPushButton::clicked, this,
            [this] { askToOpenOwnLink(QUrl(m_shown.homepage), this); });
    connect(m_source, &QPushButton::clicked, this, [this] { askToOpenOwnLink(QUrl(m_shown.source), this); });
    fillList();
}

/// Of a text that keeps the lines of its author.
int LicencesPage::textWidth() const
{
    const int frame = 2 * m_text->frameWidth() + int(2 * m_text->document()->documentMargin());
    return m_text->fontMetrics().horizontalAdvance(QString(textColumns, u'M')) + frame
        + m_text->verticalScrollBar()->sizeHint().width();
}

QSize LicencesPage::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * listWidth + textWidth() + m_splitter->handleWidth()
                + layout()->contentsMargins().left() + layout()->contentsMargins().right(),
            fontMetrics().lineSpacing() * comfortableHeight};
}

QWidget *LicencesPage::createList()
{
    m_list->setObjectName(u"components"_s);
    m_list->setAccessibleName(tr("Components"));
    m_list->setHeaderHidden(true);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_list->setMinimumHeight(m_list->fontMetrics().lineSpacing() * listLines);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) {
        if (item)
            showComponent(m_components.at(item->data(0, Qt::UserRole).toUInt()));
    });
    return m_list;
}

QWidget *LicencesPage::createReader()
{
    auto *reader = new QWidget;
    m_summary->setObjectName(u"summary"_s);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setObjectName(u"text"_s);
    m_text->setAccessibleName(tr("Copyright and licence"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    // Licences are English, whatever the window's language is.
    m_text->setLayoutDirection(Qt::LeftToRight);
    m_text->setMinimumHeight(m_text->fontMetrics().lineSpacing() * textLines);
    auto *column = new QVBoxLayout(reader);
    column->setContentsMargins({});
    column->addWidget(m_summary);
    column->addWidget(m_text, 1);
    column->addWidget(createBottomRow());
    return reader;
}

QWidget *LicencesPage::createBottomRow()
{
    m_find->setObjectName(u"find"_s);
    m_find->setPlaceholderText(tr("Find in this text"));
    m_find->setAccessibleName(tr("Find in this text"));
    m_find->setClearButtonEnabled(true);
    m_findNote->setObjectName(u"findNote"_s);
    connect(m_find, &QLineEdit::textEdited, this, [this] { find(true); });
    connect(m_find, &QLineEdit::returnPressed, this, [this] { find(false); });
    auto *shortcut = new QShortcut(QKeySequence::Find, this);
    connect(shortcut, &QShortcut::activated, this, [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    auto *bottom = new QWidget;
    auto *row = new FlowLayout(bottom);
    row->setContentsMargins({});
    for (QWidget *widget : std::initializer_list<QWidget *>{m_find, m_findNote, m_homepage, m_source})
        row->addWidget(widget);
    return bottom;
}

QTreeWidgetItem *LicencesPage::add(const Component &component, QTreeWidgetItem *parent)
{
    auto *item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(m_list);
    item->setText(0, component.name);
    item->setToolTip(0, component.purpose);
    return item;
}

void LicencesPage::fillList()
{
    QHash<QString, QTreeWidgetItem *> items;
    for (std::size_t i = 0; i < m_components.size(); ++i) {
        const Component &component = m_components.at(i);
        QTreeWidgetItem *item = add(component, items.value(component.partOf));
        item->setData(0, Qt::UserRole, uint(i));
        items.insert(component.id, item);
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void LicencesPage::showComponent(const Component &component)
{
    m_shown = component;
    m_summary->setText(summaryText(component));
    m_text->setPlainText(isProgram(component) ? programLicence() : licenceTexts(component));
    say({});
    m_homepage->setVisible(!component.homepage.isEmpty());
    m_homepage->setToolTip(component.homepage);
    m_source->setVisible(!component.source.isEmpty());
    m_source->setToolTip(component.source);
}

/// The next place behind the selection, or the first one.
void LicencesPage::find(bool fromStart)
{
    say({});
    if (fromStart)
        m_text->moveCursor(QTextCursor::Start);
    if (m_find->text().isEmpty() || m_text->find(m_find->text()))
        return;
    const QTextCursor before = m_text->textCursor();
    m_text->moveCursor(QTextCursor::Start);
    if (m_text->find(m_find->text()))
        return;
    m_text->setTextCursor(before);
    say(tr("Not found"));
}

void LicencesPage::say(const QString &note)
{
    m_findNote->setText(note);
    m_findNote->setVisible(!note.isEmpty());
}

void LicencesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < fontMetrics().averageCharWidth() * narrowWidth;
    m_splitter->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

} // namespace reasonglass
