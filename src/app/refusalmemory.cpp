#include "app/refusalmemory.h"

#include "settings/keys.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype mostEntries = 200;
constexpr qsizetype longestReason = 300;

QString wordFor(const RefusalPlace &place)
{
    return QStringList{place.providerId, place.host, place.modelId, place.keyMark}.join(u' ');
}

bool isFresh(const QJsonObject &entry, qint64 nowUtcUs)
{
    const qint64 ageUs = nowUtcUs - entry.value("since_us"_L1).toInteger();
    return ageUs >= 0 && ageUs < std::chrono::microseconds(RefusalMemory::Lifetime).count();
}

QJsonArray entriesOf(const Settings &settings)
{
    return QJsonDocument::fromJson(settings.value(keys::knownRefusals)).array();
}

} // namespace

QString keyMark(const SecretBytes &key)
{
    if (key.isEmpty())
        return {};
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, "Reasonglass: which key was it");
    code.addData(key.view().data(), key.view().size());
    return QString::fromLatin1(code.result().toHex().first(8));
}

std::vector<KnownRefusal> RefusalMemory::at(const RefusalPlace &place, qint64 nowUtcUs) const
{
    std::vector<KnownRefusal> known;
    const QString wanted = wordFor(place);
    const QJsonArray entries = entriesOf(m_settings);
    for (const QJsonValue &value : entries) {
        const QJsonObject entry = value.toObject();
        if (entry.value("place"_L1).toString() == wanted && isFresh(entry, nowUtcUs))
            known.push_back({entry.value("param"_L1).toString(), entry.value("reason"_L1).toString()});
    }
    return known;
}

void RefusalMemory::note(const RefusalPlace &place, const KnownRefusal &refusal, qint64 nowUtcUs)
{
    const QString word = wordFor(place);
    const QJsonArray entries = entriesOf(m_settings);
    QJsonArray kept;
    for (const QJsonValue &value : entries) {
        const QJsonObject entry = value.toObject();
        const bool same =
            entry.value("place"_L1).toString() == word && entry.value("param"_L1).toString() == refusal.param;
        if (!same && isFresh(entry, nowUtcUs))
            kept.append(entry);
    }
    while (kept.size() >= mostEntries)
        kept.removeFirst();
    kept.append(QJsonObject{{u"place"_s, word},
                            {u"param"_s, refusal.param},
                            {u"reason"_s, refusal.reason.left(longestReason)},
                            {u"since_us"_s, nowUtcUs}});
    m_settings.set(keys::knownRefusals, QJsonDocument(kept).toJson(QJsonDocument::Compact));
}

int RefusalMemory::count() const
{
    return int(entriesOf(m_settings).size());
}

void RefusalMemory::forgetAll()
{
    m_settings.set(keys::knownRefusals, QByteArray());
}

} // namespace reasonglass
