#include "tasks/arcpalette.h"

#include <array>

namespace reasonglass {

namespace {

struct Square
{
    char32_t character;
    int colour;
};

constexpr std::array squares{
    Square{U'\U00002B1B', 0}, // black
    Square{U'\U0001F7E6', 1}, // blue
    Square{U'\U0001F7E5', 2}, // red
    Square{U'\U0001F7E9', 3}, // green
    Square{U'\U0001F7E8', 4}, // yellow
    Square{U'\U00002B1C', 5}, // grey is drawn white
    Square{U'\U0001F7EA', 6}, // purple
    Square{U'\U0001F7E7', 7}, // orange
    Square{U'\U0001F7EB', 9}, // brown
};

constexpr char16_t emojiPresentation = u'\uFE0F';

} // namespace

WrittenCell cellAt(QStringView text, qsizetype at)
{
    const QChar first = text[at];
    if (const int digit = digitValue(first); digit >= 0)
        return {.colour = digit, .length = 1};
    if (first.unicode() < 0x2B00)
        return {};
    const bool isPair = first.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
    const char32_t code = isPair ? QChar::surrogateToUcs4(first, text[at + 1]) : char32_t(first.unicode());
    for (const Square &square : squares) {
        if (square.character != code)
            continue;
        qsizetype length = isPair ? 2 : 1;
        if (at + length < text.size() && text[at + length] == emojiPresentation)
            ++length;
        return {.colour = square.colour, .length = length, .isSquare = true};
    }
    return {};
}

} // namespace reasonglass
