#pragma once

#include <QString>

#include <vector>

namespace reasonglass {
struct ConnectionReport;
}

/// What a connection test found out, in words.
namespace reasonglass::words {

struct ReportRow
{
    enum class Verdict {
        Yes,
        No,
        Caution, ///< works, and something about it is worth knowing
        Neutral, ///< neither good nor bad, or not tried
    };
    Verdict verdict = Verdict::Neutral;
    QString what;
    QString found;

    bool operator==(const ReportRow &) const = default;
};

/// One character that differs in shape, not only in colour.
QString glyph(ReportRow::Verdict verdict);
/// Everything in \a report, a fact a row.
std::vector<ReportRow> report(const ConnectionReport &report);
/// The rows as lines of plain text, to be copied.
QString reportText(const std::vector<ReportRow> &rows);

} // namespace reasonglass::words
