#include "app/licences.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;
using namespace reasonglass;

namespace {

constexpr std::array platforms{Platform::Linux, Platform::WindowsMinGw, Platform::WindowsMsvc,
                               Platform::MacOs};

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString sourceFile(const QString &name)
{
    return QStringLiteral(REASONGLASS_SOURCE_DIR) + u'/' + name;
}

QJsonArray list()
{
    return QJsonDocument::fromJson(read(sourceFile(u"resources/licences/third-party.json"_s)))
        .object()["components"_L1]
        .toArray();
}

/// The words in the array \a field of all components, in lower case.
QSet<QString> allWords(const QString &field)
{
    QSet<QString> words;
    const QJsonArray components = list();
    for (const auto &component : components) {
        const QJsonArray values = component.toObject()[field].toArray();
        for (const auto &value : values)
            words.insert(value.toString().toLower());
    }
    return words;
}

/// All that the CMake files of the program say.
QString buildFiles()
{
    QString text = QString::fromUtf8(read(sourceFile(u"CMakeLists.txt"_s)));
    for (const auto folder : {"src"_L1, "ui"_L1}) {
        QDirIterator files(sourceFile(folder), {u"CMakeLists.txt"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            text += u'\n' + QString::fromUtf8(read(files.next()));
    }
    return text.remove(QRegularExpression(u"#[^\n]*"_s));
}

/// What \a pattern captures first, wherever it matches in \a text.
QStringList captures(const QString &text, const QString &pattern)
{
    QStringList found;
    auto matches = QRegularExpression(pattern).globalMatch(text);
    while (matches.hasNext())
        found.append(matches.next().captured(1));
    return found;
}

/// The libraries that the build asks for by whichever command.
QSet<QString> librariesLookedFor(const QString &text)
{
    QStringList names = captures(text, uR"(find_package\((\S+))"_s);
    names += captures(text, uR"(pkg_check_modules\((\S+))"_s);
    names += captures(text, uR"(find_(?:library|path)\((\w+?)_(?:LIBRARY|INCLUDE_DIR)\b)"_s);
    QSet<QString> libraries;
    for (const QString &name : std::as_const(names))
        libraries.insert(name.toLower());
    return libraries - QSet<QString>{u"pkgconfig"_s}; // which only looks for others
}

} // namespace

class tst_Licences : public QObject
{
    Q_OBJECT

private slots:
    void everyComponentSaysWhatItsLicenceAsksFor();
    void theListCanBeReadByCMake();
    void everyTextIsThereAndUsed();
    void everyLibraryTheBuildLooksForIsListed();
    void everyModuleOfQtIsListed();
    void whatIsUnderTheLgplCanBeReplaced();
    void eachCompilerHasItsOwnRuntime();
    void partsComeAfterTheirWhole();
    void idsAndNamesFindOneComponent();
    void qtNamesItsTermsAndItsSource();
    void copyrightIsSaidOnce();
    void theProgramsOwnLicenceIsThere();
};

void tst_Licences::everyComponentSaysWhatItsLicenceAsksFor()
{
    for (const Platform platform : platforms) {
        const auto components = thirdPartyComponents(platform);
        QVERIFY(components.size() > 10);
        for (const Component &component : components) {
            QVERIFY2(!component.id.isEmpty() && !component.name.isEmpty() && !component.purpose.isEmpty()
                         && !component.licence.isEmpty() && !component.usedUnder.isEmpty()
                         && !component.copyright.isEmpty() && !component.texts.isEmpty(),
                     qPrintable(component.id));
            QVERIFY2(QUrl(component.homepage).isValid() && component.homepage.startsWith("http"_L1),
                     qPrintable(component.id));
            QVERIFY2(component.source.startsWith("https://"_L1) || component.id == "msvc-runtime"_L1,
                     qPrintable(component.id));
        }
    }
}

void tst_Licences::theListCanBeReadByCMake()
{
    QVERIFY(!read(sourceFile(u"resources/licences/third-party.json"_s)).contains(';'));
}

void tst_Licences::everyTextIsThereAndUsed()
{
    QSet<QString> used;
    for (const Platform platform : platforms) {
        for (const Component &component : thirdPartyComponents(platform))
            used.unite(QSet<QString>(component.texts.begin(), component.texts.end()));
    }
    for (const QString &text : std::as_const(used))
        QVERIFY2(licenceText(text).size() > 100, qPrintable(text));

    const QStringList files = QDir(sourceFile(u"resources/licences"_s)).entryList({u"*.txt"_s});
    QCOMPARE(QSet<QString>(files.begin(), files.end()), used);
}

void tst_Licences::everyLibraryTheBuildLooksForIsListed()
{
    QSet<QString> libraries = librariesLookedFor(buildFiles());
    QVERIFY(libraries.contains(u"qt6"_s) && libraries.contains(u"md4c"_s) && libraries.contains(u"libzip"_s));
    libraries -= allWords(u"cmake"_s);
    QCOMPARE(libraries.values().join(u' '), QString());
}

void tst_Licences::everyModuleOfQtIsListed()
{
    QSet<QString> modules;
    for (const QString &components :
         captures(buildFiles(), uR"(find_package\(Qt6 [\d.]+ REQUIRED COMPONENTS ([^)]+)\))"_s)) {
        for (const QString &module : components.split(u' ', Qt::SkipEmptyParts))
            modules.insert(module.toLower());
    }
    modules.remove(u"test"_s); // no package has it
    QVERIFY(modules.contains(u"core"_s) && modules.contains(u"widgets"_s));
    modules -= allWords(u"modules"_s);
    QCOMPARE(modules.values().join(u' '), QString());
}

void tst_Licences::whatIsUnderTheLgplCanBeReplaced()
{
    int found = 0;
    for (const Platform platform : platforms) {
        for (const Component &component : thirdPartyComponents(platform)) {
            if (!component.usedUnder.contains("LGPL"_L1))
                continue;
            ++found;
            QCOMPARE(component.linking, Linking::Dynamic);
            QVERIFY(component.texts.contains(u"LGPL-3.0-only.txt"_s));
            QVERIFY(component.texts.contains(u"GPL-3.0-only.txt"_s)); // which the LGPL refers to
        }
    }
    QCOMPARE(found, int(platforms.size()));
}

void tst_Licences::eachCompilerHasItsOwnRuntime()
{
    const auto ids = [](Platform platform) {
        QSet<QString> found;
        for (const Component &component : thirdPartyComponents(platform))
            found.insert(component.id);
        return found;
    };
    const QSet<QString> minGw = ids(Platform::WindowsMinGw);
    const QSet<QString> msvc = ids(Platform::WindowsMsvc);
    QCOMPARE(minGw - msvc, (QSet<QString>{u"gcc-runtime"_s, u"mingw-w64"_s}));
    QCOMPARE(msvc - minGw, (QSet<QString>{u"msvc-runtime"_s}));
}

void tst_Licences::partsComeAfterTheirWhole()
{
    for (const Platform platform : platforms) {
        QSet<QString> seen;
        for (const Component &component : thirdPartyComponents(platform)) {
            QVERIFY2(component.partOf.isEmpty() || seen.contains(component.partOf), qPrintable(component.id));
            QVERIFY2(component.linking != Linking::Contained || !component.partOf.isEmpty(),
                     qPrintable(component.id));
            QVERIFY2(!seen.contains(component.id), qPrintable(component.id));
            seen.insert(component.id);
        }
    }
}

void tst_Licences::idsAndNamesFindOneComponent()
{
    QVERIFY(findComponent(u"QTKEYCHAIN"_s));
    QCOMPARE(findComponent(u"qt 6"_s), findComponent(u"qt"_s));
    QVERIFY(!findComponent(u""_s));
    QVERIFY(!findComponent(u"q"_s));
}

void tst_Licences::qtNamesItsTermsAndItsSource()
{
    const auto qt = findComponent(u"qt"_s);
    QVERIFY(qt);
    const QString text = licenceTexts(*qt);
    QVERIFY(text.contains("Qt is linked dynamically"_L1));
    QVERIFY(text.contains(qt->source));
    QVERIFY(text.contains("GNU LESSER GENERAL PUBLIC LICENSE"_L1));
    QVERIFY(text.contains("GNU GENERAL PUBLIC LICENSE"_L1));
}

void tst_Licences::copyrightIsSaidOnce()
{
    for (const Component &component : thirdPartyComponents()) {
        const QString text = licenceTexts(component);
        for (const QString &owner : component.copyright)
            QVERIFY2(text.contains(owner), qPrintable(component.id + u": "_s + owner));
    }
    const auto keychain = findComponent(u"qtkeychain"_s);
    QVERIFY(keychain);
    QCOMPARE(licenceTexts(*keychain).count("2011-2015 Frank Osterfeld"_L1), 1);
}

void tst_Licences::theProgramsOwnLicenceIsThere()
{
    QCOMPARE(programLicence().toUtf8(), read(sourceFile(u"LICENSE"_s)));
    QVERIFY(!programLicence().isEmpty());
}

QTEST_GUILESS_MAIN(tst_Licences)
#include "tst_licences.moc"
