#pragma once

#include <QFont>
#include <QFontMetrics>
#include <QHash>
#include <QStaticText>

class QPainter;

namespace reasonglass {

/// Short texts of one font, laid out once: a matrix says the same few hundred words in thousands of places.
class StaticTexts
{
public:
    explicit StaticTexts(const QFont &font = {});

    /// Forgets everything where \a font is another one.
    void setFont(const QFont &font);
    const QFont &font() const { return m_font; }
    int height() const { return m_metrics.height(); }

    /// In pixels, rounded up.
    int width(const QString &text);
    /// Draws \a text on one line in the middle of \a box' height, cut with "…" where it is too wide. The
    /// painter's pen is used, its font is set. \a atRight: at the box' right end.
    void draw(QPainter &painter, const QRect &box, const QString &text, bool atRight = false);

private:
    struct Entry
    {
        QStaticText text;
        int width = 0;
    };

    const Entry &entry(const QString &text);

    QFont m_font;
    QFontMetrics m_metrics;
    QHash<QString, Entry> m_entries;
};

/// A little smaller than \a font.
QFont smallerFont(const QFont &font);

} // namespace reasonglass
