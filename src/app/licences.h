#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace reasonglass {

/// How a component comes into the program.
enum class Linking {
    Dynamic,    ///< a file of its own that can be replaced
    Either,     ///< dynamically or statically, as who builds it likes; its licence asks for neither
    CompiledIn, ///< its headers alone
    Contained,  ///< in another component, see Component::partOf
};

/// Something of other people's that the program is built on, and the terms under which it is used.
struct Component
{
    QString id; ///< in commands, documents and files
    QString name;
    QString purpose;
    QString licence;   ///< what its authors offer, as an SPDX expression
    QString usedUnder; ///< what is taken of that, as an SPDX expression
    QString homepage;
    QString source; ///< where its source code is; empty where it is not open
    QStringList copyright;
    QStringList notice; ///< paragraphs that its licence asks for
    QStringList texts;  ///< files of licence texts, for licenceText()
    QString partOf;     ///< the id of the component that contains it, or empty
    Linking linking = Linking::Dynamic;

    bool operator==(const Component &) const = default;
};

/// On Windows, with which compiler: each brings run-time libraries of its own.
enum class Platform { Linux, WindowsMinGw, WindowsMsvc, MacOs };
Platform thisPlatform();

/// What the program is built on under \a platform, as resources/licences/third-party.json has it. Components
/// that are part of another one come after it.
std::vector<Component> thirdPartyComponents(Platform platform = thisPlatform());

/// The component with this id or name, in any case.
std::optional<Component> findComponent(const QString &idOrName);

/// The licence text \a file, word for word.
QString licenceText(const QString &file);

/// All that has to be said about \a component: notice, copyright, licence texts.
QString licenceTexts(const Component &component);

/// The licence of the program itself.
QString programLicence();

} // namespace reasonglass
