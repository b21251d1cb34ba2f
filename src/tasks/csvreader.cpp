#include "tasks/csvreader.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace reasonglass {

QChar guessSeparator(QStringView text)
{
    QHash<QChar, int> counts;
    bool isQuoted = false;
    for (const QChar character : text) {
        if (character == u'"')
            isQuoted = !isQuoted;
        else if (!isQuoted && (character == u'\n' || character == u'\r'))
            break;
        else if (!isQuoted)
            ++counts[character];
    }
    QChar best = u',';
    for (const QChar separator : {QChar(u';'), QChar(u'\t')}) {
        if (counts.value(separator) > counts.value(best))
            best = separator;
    }
    return best;
}

std::optional<CsvRow> CsvReader::next()
{
    while (m_at < m_text.size() && atLineEnd())
        takeLineEnd();
    if (m_at >= m_text.size())
        return std::nullopt;
    CsvRow row{.line = m_line};
    while (true) {
        const QString cell = takeCell(row);
        if (row.cells.size() < mostCells)
            row.cells.append(cell);
        else
            row.problem = u"has more than %1 cells"_s.arg(mostCells);
        if (m_at >= m_text.size())
            return row;
        if (atLineEnd()) {
            takeLineEnd();
            return row;
        }
        ++m_at; // the separator
    }
}

bool CsvReader::atLineEnd() const
{
    return m_text.at(m_at) == u'\n' || m_text.at(m_at) == u'\r';
}

void CsvReader::takeLineEnd()
{
    m_at += m_text.mid(m_at).startsWith("\r\n"_L1) ? 2 : 1;
    ++m_line;
}

/// Ends before a separator, a line end, or at the end.
QString CsvReader::takeCell(CsvRow &row)
{
    if (m_at >= m_text.size() || m_text.at(m_at) != u'"')
        return takePlain().toString();
    QString cell = takeQuoted(row);
    const QStringView rest = takePlain();
    if (!rest.trimmed().isEmpty() && row.problem.isEmpty())
        row.problem = u"has text behind the closing quote of cell %1"_s.arg(row.cells.size() + 1);
    return cell;
}

QString CsvReader::takeQuoted(CsvRow &row)
{
    QString cell;
    ++m_at;
    while (true) {
        const qsizetype quote = m_text.indexOf(u'"', m_at);
        const QStringView part = m_text.mid(m_at, quote < 0 ? -1 : quote - m_at);
        cell += part;
        m_line += int(part.count(u'\n'));
        if (quote < 0) {
            row.problem = u"the quote that opens cell %1 is never closed"_s.arg(row.cells.size() + 1);
            m_at = m_text.size();
            return cell;
        }
        m_at = quote + 1;
        if (m_at >= m_text.size() || m_text.at(m_at) != u'"')
            return cell;
        cell += u'"';
        ++m_at;
    }
}

QStringView CsvReader::takePlain()
{
    const qsizetype start = m_at;
    while (m_at < m_text.size() && m_text.at(m_at) != m_separator && !atLineEnd())
        ++m_at;
    return m_text.mid(start, m_at - start);
}

} // namespace reasonglass
