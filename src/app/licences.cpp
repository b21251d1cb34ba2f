#include "app/licences.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QByteArray readResource(const QString &name)
{
    QFile file(":/licences/"_L1 + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString nameOf(Platform platform)
{
    switch (platform) {
    case Platform::Linux:
        return u"linux"_s;
    case Platform::WindowsMinGw:
        return u"windows"_s;
    case Platform::WindowsMsvc:
        return u"windows-msvc"_s;
    case Platform::MacOs:
        return u"macos"_s;
    }
    Q_UNREACHABLE();
}

/// Nothing where the component is not used. What \a linked does not say of MSVC is as with the other
/// compiler.
std::optional<Linking> readLinking(const QJsonObject &linked, Platform platform)
{
    const bool asMinGw = platform == Platform::WindowsMsvc && !linked.contains(nameOf(platform));
    const QJsonValue word = linked[nameOf(asMinGw ? Platform::WindowsMinGw : platform)];
    static const QHash<QString, Linking> words{{u"dynamic"_s, Linking::Dynamic},
                                               {u"either"_s, Linking::Either},
                                               {u"compiled in"_s, Linking::CompiledIn},
                                               {u"contained"_s, Linking::Contained}};
    const auto found = words.constFind(word.toString());
    return found == words.cend() ? std::nullopt : std::optional(*found);
}

QStringList readStrings(const QJsonValue &array)
{
    QStringList strings;
    const QJsonArray values = array.toArray();
    for (const auto &value : values)
        strings.append(value.toString());
    return strings;
}

Component readComponent(const QJsonObject &object, Linking linking)
{
    const QString licence = object["licence"_L1].toString();
    return {.id = object["id"_L1].toString(),
            .name = object["name"_L1].toString(),
            .purpose = object["purpose"_L1].toString(),
            .licence = licence,
            .usedUnder = object["used_under"_L1].toString(licence),
            .homepage = object["homepage"_L1].toString(),
            .source = object["source"_L1].toString(),
            .copyright = readStrings(object["copyright"_L1]),
            .notice = readStrings(object["notice"_L1]),
            .texts = readStrings(object["texts"_L1]),
            .partOf = object["part_of"_L1].toString(),
            .linking = linking};
}

} // namespace

Platform thisPlatform()
{
#if defined(Q_OS_WIN) && defined(Q_CC_MSVC)
    return Platform::WindowsMsvc;
#elif defined(Q_OS_WIN)
    return Platform::WindowsMinGw;
#elif defined(Q_OS_MACOS)
    return Platform::MacOs;
#else
    return Platform::Linux;
#endif
}

std::vector<Component> thirdPartyComponents(Platform platform)
{
    std::vector<Component> components;
    const QJsonObject list = QJsonDocument::fromJson(readResource(u"third-party.json"_s)).object();
    const QJsonArray entries = list["components"_L1].toArray();
    for (const auto &entry : entries) {
        const QJsonObject object = entry.toObject();
        if (const auto linking = readLinking(object["linked"_L1].toObject(), platform))
            components.push_back(readComponent(object, *linking));
    }
    return components;
}

std::optional<Component> findComponent(const QString &idOrName)
{
    const auto components = thirdPartyComponents();
    const auto found = std::ranges::find_if(components, [&](const Component &component) {
        return component.id.compare(idOrName, Qt::CaseInsensitive) == 0
            || component.name.compare(idOrName, Qt::CaseInsensitive) == 0;
    });
    return found == components.end() ? std::nullopt : std::optional(*found);
}

QString licenceText(const QString &file)
{
    return QString::fromUtf8(readResource(file));
}

QString licenceTexts(const Component &component)
{
    QStringList texts;
    for (const QString &file : component.texts)
        texts.append(licenceText(file).trimmed());
    // Most texts begin with whose they are.
    QStringList owners = component.copyright;
    owners.removeIf([&](const QString &owner) { return texts.join(u'\n').contains(owner); });
    QStringList sections = component.notice;
    if (!owners.isEmpty())
        sections.append(owners.join(u'\n'));
    return (sections + texts).join("\n\n"_L1) + u'\n';
}

QString programLicence()
{
    return QString::fromUtf8(readResource(u"LICENSE"_s));
}

} // namespace reasonglass
