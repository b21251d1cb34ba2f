#include "tasks/utf8text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr auto mark = "\xEF\xBB\xBF";

/// The line of the first byte that is not UTF-8. A line end is never part of a longer character.
int firstBadLine(QByteArrayView bytes)
{
    int line = 1;
    for (qsizetype start = 0; start < bytes.size(); ++line) {
        const qsizetype end = bytes.indexOf('\n', start);
        const qsizetype length = (end < 0 ? bytes.size() : end) - start;
        if (!bytes.sliced(start, length).isValidUtf8())
            return line;
        start += length + 1;
    }
    return line;
}

} // namespace

QString utf8Problem(const QByteArray &bytes)
{
    if (isUtf16(bytes))
        return u"is UTF-16; please save it as UTF-8"_s;
    if (!QByteArrayView(bytes).isValidUtf8())
        return u"is not UTF-8, see line %1; please save it as UTF-8"_s.arg(firstBadLine(bytes));
    return {};
}

bool isUtf16(const QByteArray &bytes)
{
    return bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF");
}

QByteArrayView withoutMark(const QByteArray &bytes)
{
    const QByteArrayView view(bytes);
    return bytes.startsWith(mark) ? view.sliced(3) : view;
}

QByteArray withMarksEscaped(const QByteArray &json)
{
    if (!json.contains(mark))
        return json;
    return withoutMark(json).toByteArray().replace(mark, "\\ufeff");
}

int lineAt(const QByteArray &bytes, qsizetype offset)
{
    const auto end = bytes.begin() + std::clamp<qsizetype>(offset, 0, bytes.size());
    return 1 + int(std::count(bytes.begin(), end, '\n'));
}

} // namespace reasonglass
