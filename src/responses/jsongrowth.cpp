#include "responses/jsongrowth.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool isSpace(char16_t c)
{
    return c == u' ' || c == u'\n' || c == u'\r' || c == u'\t';
}

bool isDigit(char16_t c)
{
    return c >= u'0' && c <= u'9';
}

/// The value of a hexadecimal digit; -1 for anything else.
int hexDigit(char16_t c)
{
    if (isDigit(c))
        return c - u'0';
    if (c >= u'a' && c <= u'f')
        return c - u'a' + 10;
    return c >= u'A' && c <= u'F' ? c - u'A' + 10 : -1;
}

/// What a backslash and \a c stand for; 0 for no escape of one character.
char16_t escaped(char16_t c)
{
    switch (c) {
    case u'"':
    case u'\\':
    case u'/':
        return c;
    case u'b':
        return u'\b';
    case u'f':
        return u'\f';
    case u'n':
        return u'\n';
    case u'r':
        return u'\r';
    case u't':
        return u'\t';
    default:
        return 0;
    }
}

constexpr size_t sortsOfCharacter = 6;

/// Zero, another digit, point, e, sign, anything else.
size_t sortInNumber(char16_t c)
{
    switch (c) {
    case u'0':
        return 0;
    case u'.':
        return 2;
    case u'e':
    case u'E':
        return 3;
    case u'+':
    case u'-':
        return 4;
    default:
        return isDigit(c) ? 1 : 5;
    }
}

/// The word that begins with \a c; empty for none.
QStringView wordFrom(char16_t c)
{
    switch (c) {
    case u't':
        return u"true";
    case u'f':
        return u"false";
    case u'n':
        return u"null";
    default:
        return {};
    }
}

} // namespace

std::vector<JsonStep> JsonGrowth::append(QStringView piece)
{
    Steps steps;
    for (qsizetype i = 0; i < piece.size();) {
        if (m_state == State::Complete || m_state == State::Failed)
            break;
        if (m_state == State::String) {
            const qsizetype plain = takePlain(piece.sliced(i));
            i += plain;
            m_at += plain;
            if (i == piece.size())
                break;
        }
        const char16_t c = piece[i].unicode();
        read(c, steps);
        if (m_state == State::Failed)
            break;
        ++i;
        ++m_at;
        if (c == u'\n') {
            ++m_line;
            m_lineBegin = m_at;
        }
    }
    return steps;
}

void JsonGrowth::read(char16_t c, Steps &steps)
{
    if (m_state >= State::NumberSign && m_state <= State::NumberEDigit && readNumber(c, steps))
        return;
    switch (m_state) {
    case State::Seeking:
        seek(c, steps);
        break;
    case State::String:
        readString(c, steps);
        break;
    case State::Escape:
        readEscape(c);
        break;
    case State::CodeUnit:
        readCodeUnit(c);
        break;
    case State::Word:
        readWord(c, steps);
        break;
    default:
        if (!isSpace(c))
            readBetween(c, steps);
        break;
    }
}

void JsonGrowth::seek(char16_t c, Steps &steps)
{
    if (c != u'{' && c != u'[')
        return;
    m_topBegin = m_at;
    beginValue(c, steps);
}

/// \a c is not within a value or a name.
void JsonGrowth::readBetween(char16_t c, Steps &steps)
{
    if (m_state == State::Value || m_state == State::FirstValue)
        beginValue(c, steps);
    else if (m_state == State::Name || m_state == State::FirstName)
        readName(c, steps);
    else if (m_state == State::Next)
        readNext(c, steps);
    else if (c == u':')
        m_state = State::Value;
    else
        fail(JsonFault::Reason::Unexpected);
}

void JsonGrowth::beginValue(char16_t c, Steps &steps)
{
    if (c == u'{')
        open(JsonKind::Object, steps);
    else if (c == u'[')
        open(JsonKind::Array, steps);
    else if (c == u']' && m_state == State::FirstValue)
        close(steps);
    else if (c == u'"')
        beginString();
    else if (c == u'-')
        beginText(JsonKind::Number, State::NumberSign, c);
    else if (c == u'0')
        beginText(JsonKind::Number, State::NumberZero, c);
    else if (isDigit(c))
        beginText(JsonKind::Number, State::NumberWhole, c);
    else if (!wordFrom(c).isEmpty())
        beginText(c == u'n' ? JsonKind::Null : JsonKind::Boolean, State::Word, c);
    else
        fail(JsonFault::Reason::Unexpected);
}

void JsonGrowth::readName(char16_t c, Steps &steps)
{
    if (c == u'"') {
        beginString();
        m_isName = true;
    } else if (c == u'}' && m_state == State::FirstName) {
        close(steps);
    } else {
        fail(JsonFault::Reason::Unexpected);
    }
}

void JsonGrowth::readNext(char16_t c, Steps &steps)
{
    const bool inObject = m_levels.back().kind == JsonKind::Object;
    if (c == u',')
        m_state = inObject ? State::Name : State::Value;
    else if (c == (inObject ? u'}' : u']'))
        close(steps);
    else
        fail(JsonFault::Reason::Unexpected);
}

/// Takes the characters of a string up to the next one that means something; returns how many.
qsizetype JsonGrowth::takePlain(QStringView rest)
{
    const auto *const end =
        std::find_if(rest.begin(), rest.end(), [](QChar c) { return c == u'"' || c == u'\\' || c < u' '; });
    const qsizetype plain = end - rest.begin();
    keep(rest.first(plain));
    return plain;
}

void JsonGrowth::readString(char16_t c, Steps &steps)
{
    if (c == u'\\')
        m_state = State::Escape;
    else if (c == u'"')
        endText(m_at + 1, steps);
    else
        fail(JsonFault::Reason::ControlCharacter);
}

void JsonGrowth::readEscape(char16_t c)
{
    if (c == u'u') {
        m_state = State::CodeUnit;
        m_digits = 0;
        m_unit = 0;
    } else if (const char16_t meant = escaped(c)) {
        keep(QStringView(&meant, 1));
        m_state = State::String;
    } else {
        fail(JsonFault::Reason::BadEscape);
    }
}

void JsonGrowth::readCodeUnit(char16_t c)
{
    const int digit = hexDigit(c);
    if (digit < 0) {
        fail(JsonFault::Reason::BadEscape);
        return;
    }
    m_unit = char16_t(m_unit * 16 + digit);
    if (++m_digits == 4) {
        keep(QStringView(&m_unit, 1));
        m_state = State::String;
    }
}

/// False where \a c stands behind the number, which is complete then.
bool JsonGrowth::readNumber(char16_t c, Steps &steps)
{
    using enum State;
    // Of each state, by sort of character; Next: the number has ended before it.
    static constexpr std::array<std::array<State, sortsOfCharacter>, 8> table{{
        // zero, other digit, point, e, sign, anything else
        {NumberZero, NumberWhole, Failed, Failed, Failed, Failed},         // NumberSign
        {Failed, Failed, NumberPoint, NumberE, Next, Next},                // NumberZero
        {NumberWhole, NumberWhole, NumberPoint, NumberE, Next, Next},      // NumberWhole
        {NumberPart, NumberPart, Failed, Failed, Failed, Failed},          // NumberPoint
        {NumberPart, NumberPart, Next, NumberE, Next, Next},               // NumberPart
        {NumberEDigit, NumberEDigit, Failed, Failed, NumberESign, Failed}, // NumberE
        {NumberEDigit, NumberEDigit, Failed, Failed, Failed, Failed},      // NumberESign
        {NumberEDigit, NumberEDigit, Next, Next, Next, Next},              // NumberEDigit
    }};
    const State next = table.at(size_t(m_state) - size_t(NumberSign)).at(sortInNumber(c));
    if (next == Next) {
        endText(m_at, steps);
        return false;
    }
    if (next == Failed) {
        fail(JsonFault::Reason::BadNumber);
    } else {
        keep(QStringView(&c, 1));
        m_state = next;
    }
    return true;
}

void JsonGrowth::readWord(char16_t c, Steps &steps)
{
    const QStringView word = wordFrom(m_text.front().unicode());
    if (c != word[m_text.size()].unicode()) {
        fail(JsonFault::Reason::BadWord);
        return;
    }
    keep(QStringView(&c, 1));
    if (m_text.size() == word.size())
        endText(m_at + 1, steps);
}

void JsonGrowth::open(JsonKind kind, Steps &steps)
{
    if (int(m_levels.size()) == deepest) {
        fail(JsonFault::Reason::TooDeep);
        return;
    }
    steps.push_back(placed({.what = JsonStep::What::Opened, .kind = kind, .begin = m_at, .end = m_at}));
    m_levels.push_back({.kind = kind, .begin = m_at});
    m_state = kind == JsonKind::Object ? State::FirstName : State::FirstValue;
}

void JsonGrowth::close(Steps &steps)
{
    const Level level = m_levels.back();
    m_levels.pop_back();
    steps.push_back({.what = JsonStep::What::Closed,
                     .kind = level.kind,
                     .depth = int(m_levels.size()),
                     .begin = level.begin,
                     .end = m_at + 1});
    m_state = m_levels.empty() ? State::Complete : State::Next;
}

void JsonGrowth::beginString()
{
    m_kind = JsonKind::String;
    m_state = State::String;
    m_isName = false;
    m_text.clear();
    m_length = 0;
    m_begin = m_at;
}

/// A value without quotes begins with \a first.
void JsonGrowth::beginText(JsonKind kind, State state, char16_t first)
{
    beginString();
    m_kind = kind;
    m_state = state;
    keep(QStringView(&first, 1));
}

void JsonGrowth::keep(QStringView text)
{
    m_length += text.size();
    m_text += text.first(std::min(text.size(), longestText - m_text.size()));
}

/// The value or name is complete.
void JsonGrowth::endText(qsizetype end, Steps &steps)
{
    if (m_length > m_text.size() && m_text.back().isHighSurrogate())
        m_text.chop(1); // cut between two halves of a character
    if (m_isName) {
        m_name = std::exchange(m_text, {});
        m_state = State::Colon;
        return;
    }
    steps.push_back(placed({.what = JsonStep::What::Value,
                            .kind = m_kind,
                            .text = std::exchange(m_text, {}),
                            .length = m_length,
                            .begin = m_begin,
                            .end = end}));
    m_state = State::Next;
}

/// \a step with its name or index in what is open.
JsonStep JsonGrowth::placed(JsonStep step)
{
    step.depth = int(m_levels.size());
    if (m_levels.empty())
        return step;
    Level &level = m_levels.back();
    if (level.kind == JsonKind::Array)
        step.index = level.values;
    else
        step.name = std::exchange(m_name, {});
    ++level.values;
    return step;
}

void JsonGrowth::fail(JsonFault::Reason reason)
{
    m_fault = {.reason = reason, .at = m_at, .line = m_line, .column = int(m_at - m_lineBegin) + 1};
    m_state = State::Failed;
}

} // namespace reasonglass
