#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

#include <optional>

namespace reasonglass {

struct CsvRow
{
    int line = 1; ///< that it begins in: cells may hold line ends
    QStringList cells = {};
    QString problem = {}; ///< why it cannot be relied on, in plain English; empty: nothing is wrong

    bool operator==(const CsvRow &) const = default;
};

/// What separates the cells of \a text: of comma, semicolon and tab the one that its first line has most of,
/// quoted parts left out; comma where it has none.
QChar guessSeparator(QStringView text);

/// Reads comma-separated values by RFC 4180, one row after the other: quoted cells hold separators, line ends
/// and doubled quotes; rows end with LF, CRLF or CR. A quote within a cell that does not begin with one is an
/// ordinary character, as spreadsheets have it. Empty lines are passed over.
class CsvReader
{
public:
    static constexpr int mostCells = 10'000; ///< of a row

    /// \a text must outlive the reader.
    CsvReader(QStringView text, QChar separator)
        : m_text(text)
        , m_separator(separator)
    { }

    /// The next row, nullopt at the end.
    std::optional<CsvRow> next();

private:
    bool atLineEnd() const;
    void takeLineEnd();
    QString takeCell(CsvRow &row);
    QString takeQuoted(CsvRow &row);
    QStringView takePlain();

    QStringView m_text;
    QChar m_separator;
    qsizetype m_at = 0;
    int m_line = 1;
};

} // namespace reasonglass
