#include "ui/window/aboutbox.h"

#include "app/licences.h"
#include "ui/run/linkquestion.h"
#include "ui/style/flowlayout.h"
#include "ui/style/form.h"
#include "ui/style/icons.h"
#include "ui/window/licencespage.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int iconSize = 64;
constexpr qreal titleSize = 1.4; // of the usual text
constexpr int screenMargin = 64; // pixels that are left around the box

QUrl projectPage()
{
    return QUrl(QStringLiteral(REASONGLASS_HOMEPAGE));
}

QLabel *createText(const QString &text)
{
    auto *label = new QLabel(text);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

/// How this program was built: kind, compiler, processor.
QString buildText()
{
#if defined(Q_CC_MSVC)
    const QString compiler = u"MSVC %1"_s.arg(_MSC_VER);
#elif defined(Q_CC_CLANG)
    const QString compiler = u"Clang %1.%2"_s.arg(__clang_major__).arg(__clang_minor__);
#elif defined(Q_CC_GNU)
    const QString compiler = u"GCC %1.%2"_s.arg(__GNUC__).arg(__GNUC_MINOR__);
#else
    const QString compiler = u"C++"_s;
#endif
    const QString kind = QStringLiteral(REASONGLASS_BUILD);
    return QStringList{kind, compiler, QSysInfo::buildCpuArchitecture()}.join(u", "_s);
}

QString qtText()
{
    const QString running = QString::fromLatin1(qVersion());
    const QString built = QStringLiteral(QT_VERSION_STR);
    return running == built ? running : AboutBox::tr("%1, built with %2").arg(running, built);
}

/// The first line of a licence that says whose it is.
QString copyrightLine()
{
    const QStringList lines = programLicence().split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith("Copyright"_L1))
            return line;
    }
    return {};
}

} // namespace

AboutBox::AboutBox(QWidget *parent)
    : QDialog(parent)
    , m_pages(new QTabWidget)
{
    setWindowTitle(tr("About Reasonglass"));
    setSizeGripEnabled(true);
    m_pages->setObjectName(u"pages"_s);
    m_pages->addTab(createAboutPage(), tr("&About"));
    m_pages->addTab(new LicencesPage, tr("&Licences"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    // Enter goes on searching on the page of licences.
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(createHeader());
    layout->addWidget(m_pages, 1);
    layout->addWidget(buttons);
    resize(sizeHint().boundedTo(screen()->availableSize() - QSize(screenMargin, screenMargin)));
}

QWidget *AboutBox::createHeader()
{
    auto *header = new QWidget;
    auto *icon = new QLabel;
    icon->setPixmap(applicationIcon().pixmap(iconSize, iconSize));
    auto *title = createText(tr("Reasonglass %1").arg(QStringLiteral(REASONGLASS_VERSION)));
    title->setObjectName(u"title"_s);
    QFont font = title->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * titleSize);
    title->setFont(font);
    auto *words = new QVBoxLayout;
    words->addStretch(1);
    words->addWidget(title);
    words->addWidget(createText(tr("Watch reasoning models work, and keep what they wrote.")));
    words->addStretch(1);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins({});
    row->addWidget(icon);
    row->addLayout(words, 1);
    return header;
}

QWidget *AboutBox::createAboutPage()
{
    auto *content = new QWidget;
    auto *facts = createForm();
    facts->addRow(tr("Qt:"), createText(qtText()));
    facts->addRow(tr("Build:"), createText(buildText()));
    facts->addRow(tr("System:"), createText(QSysInfo::prettyProductName()));
    auto *terms =
        createText(tr("Reasonglass is free software under the MIT licence.") + u'\n' + copyrightLine());
    terms->setObjectName(u"terms"_s);
    auto *qtTerms = createText(tr(
        "Qt is used under version 3 of the GNU Lesser General Public License. It is linked dynamically: its "
        "libraries are files of their own, which you may replace by another build of Qt, and its source code "
        "is "
        "free to be had. The page “Licences” has these terms in full, and those of all else the program is "
        "built on."));
    qtTerms->setObjectName(u"qtTerms"_s);
    auto *column = new QVBoxLayout(content);
    column->addLayout(facts);
    column->addWidget(terms);
    column->addWidget(qtTerms);
    column->addWidget(createLinks());
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

QWidget *AboutBox::createLinks()
{
    auto *links = new QWidget;
    auto *row = new FlowLayout(links);
    row->setContentsMargins({});
    const auto add = [&](const QString &text, const QString &name, const QUrl &url) {
        auto *button = new QPushButton(outlineIcon(u"external-link"_s), text);
        button->setObjectName(name);
        button->setAutoDefault(false);
        button->setToolTip(url.toDisplayString());
        connect(button, &QPushButton::clicked, this, [this, url] { askToOpenOwnLink(url, this); });
        row->addWidget(button);
    };
    add(tr("&Project page…"), u"projectPage"_s, projectPage());
    if (const auto qt = findComponent(u"qt"_s))
        add(tr("&Source code of Qt…"), u"qtSource"_s, QUrl(qt->source));
    return links;
}

void showAbout(QWidget *parent)
{
    auto *box = new AboutBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace reasonglass
