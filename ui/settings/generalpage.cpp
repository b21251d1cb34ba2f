#include "ui/settings/generalpage.h"

#include "settings/keys.h"
#include "ui/settings/settingbindings.h"
#include "updates/updatewatch.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int smallestZoom = 50; // per cent
constexpr int largestZoom = 300;
constexpr int zoomStep = 10;

/// The families of this machine; the system's own choice comes first.
QComboBox *createFontCombo(const QString &name, bool onlyFixed)
{
    auto *box = new QComboBox;
    box->setObjectName(name);
    box->setMaxVisibleItems(20);
    box->addItem(GeneralPage::tr("As the system"), QString());
    const QStringList families = QFontDatabase::families();
    for (const QString &family : families) {
        if (!QFontDatabase::isPrivateFamily(family) && (!onlyFixed || QFontDatabase::isFixedPitch(family)))
            box->addItem(family, family);
    }
    return box;
}

/// Not answered yet is not ticked.
QCheckBox *createUpdateBox(Settings &settings, UpdateWatch &updates)
{
    auto *box = new QCheckBox(GeneralPage::tr("Look for new &versions once a day"));
    box->setObjectName(u"lookForUpdates"_s);
    const auto show = [box, &updates] { box->setChecked(updates.consent() == UpdateWatch::Consent::Given); };
    show();
    QObject::connect(box, &QCheckBox::clicked, box, [&updates](bool checked) {
        updates.answer(checked ? UpdateWatch::Consent::Given : UpdateWatch::Consent::Refused);
    });
    QObject::connect(&settings, &Settings::changed, box, [show](const QString &key) {
        if (key == keys::updateConsent.key)
            show();
    });
    return box;
}

} // namespace

GeneralPage::GeneralPage(Settings &settings, UpdateWatch *updates, QWidget *parent)
    : SettingsPage(parent)
    , m_settings(settings)
{
    auto *theme = new QComboBox;
    theme->setObjectName(u"theme"_s);
    theme->addItem(tr("As the system"), u"system"_s);
    theme->addItem(tr("Light"), u"light"_s);
    theme->addItem(tr("Dark"), u"dark"_s);
    bindSetting(theme, settings, keys::theme);

    auto *zoom = new QSpinBox;
    zoom->setObjectName(u"textZoom"_s);
    zoom->setRange(smallestZoom, largestZoom);
    zoom->setSingleStep(zoomStep);
    //: follows a number: per cent
    zoom->setSuffix(tr(" %"));
    bindSetting(zoom, settings, keys::textZoom);

    QComboBox *textFont = createFontCombo(u"textFont"_s, false);
    bindSetting(textFont, settings, keys::textFont);
    QComboBox *codeFont = createFontCombo(u"codeFont"_s, true);
    bindSetting(codeFont, settings, keys::codeFont);

    auto *probe = new QCheckBox(tr("&Look for servers on this machine at start"));
    probe->setObjectName(u"probeLocalServers"_s);
    bindSetting(probe, settings, keys::probeLocalServers);

    auto *form = createForm();
    form->addRow(tr("&Theme:"), theme);
    form->addRow(tr("Te&xt size:"), zoom);
    form->addRow(createExplanation(
        tr("Of reasoning and answers. Ctrl with plus, minus or the wheel changes it too.")));
    form->addRow(tr("Text &font:"), textFont);
    form->addRow(tr("&Code font:"), codeFont);
    form->addRow(probe);
    form->addRow(createExplanation(tr("Asks Ollama, LM Studio, llama.cpp and vLLM at their usual addresses "
                                      "for their models. Nothing leaves "
                                      "this machine.")));
    if (updates) {
        form->addRow(createUpdateBox(settings, *updates));
        form->addRow(
            createExplanation(tr("Asks %1 for one small file. Nothing about you or your runs is sent, and "
                                 "nothing is downloaded or installed.")
                                  .arg(updates->source().feed.host())));
    }
    setLayout(form);
}

void GeneralPage::reset()
{
    m_settings.resetGroup(u"program"_s);
}

} // namespace reasonglass
