#include "ui/browser/welcomepanel.h"

#include "app/samples.h"
#include "providers/provider.h"
#include "ui/style/flowlayout.h"
#include "ui/style/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int unit = 8;
constexpr double headlineSize = 1.9;

QLabel *createHeadline(const QString &text)
{
    auto *headline = new QLabel(text);
    QFont font = headline->font();
    font.setPointSizeF(font.pointSizeF() * headlineSize);
    font.setWeight(QFont::DemiBold);
    headline->setFont(font);
    headline->setWordWrap(true);
    return headline;
}

} // namespace

WelcomePanel::WelcomePanel(QWidget *parent)
    : QWidget(parent)
    , m_sentence(
          new QLabel(tr("Write a question below and watch the reasoning and the answer as they arrive. "
                        "Everything that came is kept in your library.")))
    , m_addKey(new QPushButton(outlineIcon(u"key"_s), tr("Add an API &key…")))
    , m_servers(new QVBoxLayout)
{
    m_sentence->setWordWrap(true);
    connect(m_addKey, &QPushButton::clicked, this, &WelcomePanel::keyWanted);

    auto *buttons = new QWidget;
    auto *flow = new FlowLayout(buttons);
    flow->addWidget(createSampleButton());
    flow->addWidget(createOtherSamplesButton());
    flow->addWidget(m_addKey);

    m_servers->setSpacing(unit);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit);
    layout->addWidget(createHeadline(tr("See how a model thinks")));
    layout->addWidget(m_sentence);
    layout->addSpacing(unit);
    layout->addWidget(buttons);
    layout->addLayout(m_servers);
}

/// One click plays the first sample; the others are a menu away.
QPushButton *WelcomePanel::createSampleButton()
{
    auto *button = new QPushButton(outlineIcon(u"sample"_s), tr("&Watch a recorded sample"));
    button->setAccessibleDescription(tr("Needs no key and no network"));
    button->setToolTip(button->accessibleDescription());
    connect(button, &QPushButton::clicked, this, [this] { emit sampleWanted(u"completed"_s); });
    return button;
}

QPushButton *WelcomePanel::createOtherSamplesButton()
{
    auto *button = new QPushButton(tr("Other &samples"));
    auto *menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    for (const Sample &sample : bundledSamples()) {
        QAction *action = menu->addAction(sample.title);
        action->setToolTip(sample.description);
        connect(action, &QAction::triggered, this, [this, id = sample.id] { emit sampleWanted(id); });
    }
    button->setMenu(menu);
    return button;
}

void WelcomePanel::setKeyMissing(bool missing)
{
    m_addKey->setVisible(missing);
}

void WelcomePanel::addLocalServer(const Provider &provider, int models)
{
    if (m_offered.contains(provider.id))
        return;
    m_offered.append(provider.id);
    auto *text = new QLabel(
        models == 1 ? tr("%1 is running on this machine: 1 model.").arg(provider.name)
                    : tr("%1 is running on this machine: %n models.", nullptr, models).arg(provider.name));
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto *use = new QPushButton(tr("Use %1").arg(provider.name));
    connect(use, &QPushButton::clicked, this, [this, id = provider.id] { emit localServerWanted(id); });
    use->setVisible(models > 0);
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    row->addWidget(text, 1);
    row->addWidget(use);
    m_servers->addLayout(row);
}

} // namespace reasonglass
