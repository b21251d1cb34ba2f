#include "analysis/analysisid.h"

#include <QRandomGenerator>

namespace reasonglass {

namespace {

constexpr QStringView alphabet = u"0123456789abcdefghjkmnpqrstvwxyz"; // Crockford: no i, l, o, u
constexpr int bitsPerDigit = 5;
constexpr int digits = 12; // 60 bits: enough until the year 2054, longer ids simply grow by a digit
constexpr int maxDigits = 13;
constexpr int randomBits = 20;
constexpr qint64 epoch2020Ms = 1'577'836'800'000;

} // namespace

AnalysisId newAnalysisId(qint64 utcUs)
{
    const qint64 milliseconds = std::max(utcUs / 1000 - epoch2020Ms, qint64{0});
    const auto random = QRandomGenerator::global()->bounded(1U << randomBits);
    return AnalysisId{(milliseconds << randomBits) | qint64(random)};
}

QString toText(AnalysisId id)
{
    QString text;
    auto value = quint64(id);
    while (value != 0 || text.size() < digits) {
        text.prepend(alphabet.at(qsizetype(value & ((1U << bitsPerDigit) - 1))));
        value >>= bitsPerDigit;
    }
    return text;
}

std::optional<AnalysisId> analysisIdFromText(QStringView text)
{
    if (text.isEmpty() || text.size() > maxDigits)
        return std::nullopt;
    quint64 value = 0;
    for (const QChar c : text) {
        const qsizetype digit = alphabet.indexOf(c.toLower());
        if (digit < 0)
            return std::nullopt;
        if (value > (std::numeric_limits<quint64>::max() >> bitsPerDigit))
            return std::nullopt; // the first of thirteen digits does not fit
        value = (value << bitsPerDigit) | quint64(digit);
    }
    if (value == 0 || value > quint64(std::numeric_limits<qint64>::max()))
        return std::nullopt;
    return AnalysisId{qint64(value)};
}

} // namespace reasonglass
