#include "streamview/codehighlight.h"

#include "streamview/codelanguage.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace reasonglass {

namespace {

/// CodeState::open beyond the table of a language.
enum Open : quint8 {
    Nothing = 0,
    RawString = 240,
    HashString,
    LongString,
    LongComment,
    HereDoc,
    BlockScalar
};

/// CodeState::mode in markup.
enum Mode : quint8 { Text, Tag, ScriptTag, StyleTag, Script, Style };

constexpr size_t mostSpans = 4096; ///< of one line
constexpr qsizetype mostTag = 64;  ///< characters of the word that ends a here-document
constexpr quint16 mostDepth = std::numeric_limits<quint16>::max();

quint32 tagOf(QStringView word)
{
    quint32 hash = 2166136261U;
    for (const QChar c : word)
        hash = (hash ^ c.unicode()) * 16777619U;
    return hash;
}

/// Reads one line, or a stretch of it that is written in another language.
class LineLexer
{
public:
    LineLexer(const CodeLanguage &language, QStringView line, qsizetype from, CodeState &state,
              std::vector<CodeSpan> &spans)
        : m_language(language)
        , m_line(line)
        , m_at(from)
        , m_size(line.size())
        , m_state(state)
        , m_spans(spans)
    { }

    void run()
    {
        goOn();
        if (m_at == 0 && m_state.open == Nothing)
            readHead();
        while (m_at < m_size)
            step();
        if (m_pendingTag && m_state.open == Nothing) {
            m_state.open = HereDoc;
            m_state.tag = *m_pendingTag;
        }
    }

    void runMarkup();

private:
    char16_t at(qsizetype index) const { return index < m_size ? m_line[index].unicode() : char16_t(0); }
    bool isAt(qsizetype index, QStringView text) const
    {
        return m_size - index >= text.size() && m_line.sliced(index, text.size()) == text;
    }
    bool isFirst() const { return m_before == 0; }
    bool isAfterBlank() const { return m_at == 0 || isBlank(at(m_at - 1)); }
    qsizetype wordEnd(qsizetype index) const
    {
        while (index < m_size && m_language.isWord(m_line[index].unicode()))
            ++index;
        return index;
    }

    void add(qsizetype from, qsizetype to, CodeToken token)
    {
        if (token == CodeToken::Plain || from >= to)
            return;
        if (!m_spans.empty() && m_spans.back().token == token
            && m_spans.back().start + m_spans.back().length == from)
            m_spans.back().length += int(to - from);
        else if (m_spans.size() < mostSpans)
            m_spans.push_back({int(from), int(to - from), token});
    }
    void addAndGo(qsizetype to, CodeToken token)
    {
        add(m_at, to, token);
        m_at = to;
    }
    /// Stands on something that ends a value, such as a string.
    void passValue() { m_before = u'"'; }

    void goOn();
    void goOnHereDoc();
    void goOnBlockScalar();
    void step();
    void stepSymbol(char16_t c);

    bool tryComment();
    bool tryDelimited();
    void readDelimited(size_t index, qsizetype start);
    void readRawString(qsizetype start);
    bool tryHashString(qsizetype start, qsizetype hashes);
    void readHashString(qsizetype start);
    bool tryLongBracket(qsizetype start, qsizetype bracket, Open kind);
    void readLongBracket(qsizetype start);
    void tryHereDoc();
    bool tryRegex();
    void readDirective();
    void readQuoteOrLifetime();
    void readDollar();
    void readDecorator(CodeToken token);

    void readWord();
    bool tryPrefixedString(qsizetype start, qsizetype end);
    CodeToken wordToken(QStringView word, qsizetype end);
    void readNumber();
    void readRuleWord();
    void readRuleSymbol(char16_t c);

    void readHead();
    void readPair();
    void readYamlKey();
    void noteBlockScalar();
    void readTarget();
    bool valueBegins() const { return m_before == 0 || QStringView(u":-[,{").contains(QChar(m_before)); }

    void stepText();
    void stepTag();
    void stepEmbedded();

    const CodeLanguage &m_language;
    QStringView m_line;
    qsizetype m_at;
    qsizetype m_size;
    CodeState &m_state;
    std::vector<CodeSpan> &m_spans;
    char16_t m_before = 0;       ///< the last character that was no blank; ';' after a keyword
    bool m_defines = false;      ///< the last word was a `def`: a name follows
    bool m_noRegexes = false;    ///< one that was looked for had no end, so none has
    bool m_inArithmetic = false; ///< "((" has been seen: "<<" shifts
    std::optional<quint32> m_pendingTag = {};
};

void LineLexer::goOn()
{
    switch (m_state.open) {
    case Nothing:
        return;
    case RawString:
        return readRawString(m_at);
    case HashString:
        return readHashString(m_at);
    case LongString:
    case LongComment:
        return readLongBracket(m_at);
    case HereDoc:
        return goOnHereDoc();
    case BlockScalar:
        return goOnBlockScalar();
    default:
        if (m_state.open <= m_language.delimited().size())
            return readDelimited(m_state.open - 1U, m_at);
        m_state = {}; // of another language
    }
}

void LineLexer::step()
{
    const char16_t c = m_line[m_at].unicode();
    if (isBlank(c)) {
        ++m_at;
        return;
    }
    if (m_language.mayStart(c) && (tryComment() || tryDelimited()))
        return;
    if (m_language.has(HasRules))
        return m_language.beginsWord(c) ? readRuleWord() : readRuleSymbol(c);
    if (isDigit(c) || (c == u'.' && isDigit(at(m_at + 1))))
        return readNumber();
    if (m_language.beginsWord(c))
        return readWord();
    stepSymbol(c);
}

void LineLexer::stepSymbol(char16_t c)
{
    switch (c) {
    case u'#':
        if (m_language.has(HasDirectives) && isFirst())
            return readDirective();
        if (m_language.has(HasHashAttributes) && (at(m_at + 1) == u'[' || isAt(m_at, u"#!["))) {
            const qsizetype end = m_line.indexOf(u']', m_at);
            return addAndGo(end < 0 ? m_size : end + 1, CodeToken::Preprocessor);
        }
        if (m_language.has(HasHashStrings) && tryHashString(m_at, m_at))
            return;
        break;
    case u'@':
        if (m_language.has(HasDecorators) && isWordStart(at(m_at + 1)))
            return readDecorator(CodeToken::Preprocessor);
        break;
    case u'$':
        if (m_language.has(HasDollars))
            return readDollar();
        break;
    case u'\'':
        if (m_language.has(HasLifetimes) || m_language.family() == Family::Code)
            return readQuoteOrLifetime();
        break;
    case u'[':
        if (m_language.has(HasLongBrackets) && tryLongBracket(m_at, m_at, LongString))
            return;
        break;
    case u'/':
        if (m_language.has(HasRegexes) && tryRegex())
            return;
        break;
    case u'(':
        m_inArithmetic = m_inArithmetic || at(m_at + 1) == u'(';
        break;
    case u'<':
        if (m_language.has(HasHereDocs) && !m_inArithmetic && at(m_at + 1) == u'<')
            tryHereDoc();
        while (at(m_at + 1) == u'<')
            ++m_at;
        break;
    case u'|':
    case u'>':
        if (m_language.family() == Family::Yaml && valueBegins())
            noteBlockScalar();
        break;
    default:
        break;
    }
    m_before = c;
    ++m_at;
}

bool LineLexer::tryComment()
{
    for (const QStringView comment : m_language.lineComments()) {
        if (!isAt(m_at, comment))
            continue;
        if (m_language.has(SpacedComments) && !isAfterBlank())
            continue;
        if (m_language.has(HasRules) && m_before == u':')
            continue; // url(http://…)
        if (m_language.has(HasHashAttributes) && isAt(m_at, u"#["))
            continue;
        const qsizetype behind = m_at + comment.size();
        if (m_language.has(HasLongBrackets) && at(behind) == u'['
            && tryLongBracket(m_at, behind, LongComment))
            return true;
        addAndGo(m_size, CodeToken::Comment);
        return true;
    }
    return false;
}

bool LineLexer::tryDelimited()
{
    if (m_language.has(ValuesAreText) && !valueBegins())
        return false;
    const std::vector<Delimited> &all = m_language.delimited();
    for (size_t index = 0; index < all.size(); ++index) {
        if (!isAt(m_at, all[index].open))
            continue;
        const qsizetype start = m_at;
        m_at += all[index].open.size();
        m_state.depth = all[index].nests ? 1 : m_state.depth;
        readDelimited(index, start);
        return true;
    }
    return false;
}

/// \a start: of what is coloured; m_at stands behind the beginning.
void LineLexer::readDelimited(size_t index, qsizetype start)
{
    const Delimited &kind = m_language.delimited()[index];
    const char16_t closes = kind.close.front().unicode();
    const char16_t opens = kind.nests ? kind.open.front().unicode() : char16_t(0);
    bool endEscaped = false;
    while (m_at < m_size) {
        const char16_t c = m_line[m_at].unicode();
        if (kind.escape != 0 && c == kind.escape) {
            endEscaped = m_at + 1 == m_size;
            m_at = std::min(m_at + 2, m_size);
        } else if (c == closes && isAt(m_at, kind.close)) {
            m_at += kind.close.size();
            if (kind.doubles && isAt(m_at, kind.close)) {
                m_at += kind.close.size();
                continue;
            }
            if (kind.nests && --m_state.depth > 0)
                continue;
            m_state.open = Nothing;
            qsizetype next = m_at;
            while (m_language.has(KeysAreStrings) && next < m_size && isBlank(m_line[next].unicode()))
                ++next;
            const bool isKey = m_language.has(KeysAreStrings) && at(next) == u':';
            add(start, m_at, isKey ? CodeToken::Type : kind.token);
            if (kind.token != CodeToken::Comment)
                passValue();
            return;
        } else if (opens != 0 && c == opens && isAt(m_at, kind.open)) {
            m_at += kind.open.size();
            m_state.depth = quint16(std::min<int>(m_state.depth + 1, mostDepth));
        } else {
            ++m_at;
        }
    }
    add(start, m_size, kind.token);
    m_state.open = kind.lines || endEscaped ? quint8(index + 1) : quint8(Nothing);
}

/// C++: ends with ")tag\"".
void LineLexer::readRawString(qsizetype start)
{
    constexpr qsizetype longest = 16;
    for (; m_at < m_size; ++m_at) {
        if (m_line[m_at] != u')')
            continue;
        qsizetype end = m_at + 1;
        while (end < m_size && end - m_at <= longest && m_line[end] != u'"' && m_line[end] != u')')
            ++end;
        if (at(end) == u'"' && tagOf(m_line.sliced(m_at + 1, end - m_at - 1)) == m_state.tag) {
            m_state.open = Nothing;
            m_at = end + 1;
            add(start, m_at, CodeToken::String);
            return passValue();
        }
    }
    add(start, m_size, CodeToken::String);
}

/// \a hashes: where the marks begin. Reads past them if no string follows.
bool LineLexer::tryHashString(qsizetype start, qsizetype hashes)
{
    qsizetype quote = hashes;
    while (at(quote) == u'#')
        ++quote;
    const qsizetype count = quote - hashes;
    if (at(quote) != u'"' || count > mostDepth) {
        m_at = std::max(m_at, quote);
        m_before = u'#';
        return quote > start;
    }
    m_state.open = HashString;
    m_state.depth = quint16(count);
    m_at = quote + 1;
    readHashString(start);
    return true;
}

void LineLexer::readHashString(qsizetype start)
{
    while (m_at < m_size) {
        if (m_line[m_at++] != u'"')
            continue;
        qsizetype count = 0;
        while (count < m_state.depth && at(m_at) == u'#') {
            ++count;
            ++m_at;
        }
        if (count == m_state.depth) {
            m_state.open = Nothing;
            m_state.depth = 0;
            add(start, m_at, CodeToken::String);
            return passValue();
        }
    }
    add(start, m_size, CodeToken::String);
}

/// [==[; reads past the marks if it is none.
bool LineLexer::tryLongBracket(qsizetype start, qsizetype bracket, Open kind)
{
    qsizetype second = bracket + 1;
    while (at(second) == u'=')
        ++second;
    const qsizetype level = second - bracket - 1;
    if (at(second) != u'[' || level > mostDepth) {
        if (kind == LongString) {
            m_at = second;
            m_before = u'[';
        }
        return kind == LongString;
    }
    m_state.open = kind;
    m_state.depth = quint16(level);
    m_at = second + 1;
    readLongBracket(start);
    return true;
}

void LineLexer::readLongBracket(qsizetype start)
{
    const CodeToken token = m_state.open == LongComment ? CodeToken::Comment : CodeToken::String;
    while (m_at < m_size) {
        if (m_line[m_at++] != u']')
            continue;
        qsizetype level = 0;
        while (at(m_at) == u'=') {
            ++level;
            ++m_at;
        }
        if (level == m_state.depth && at(m_at) == u']') {
            ++m_at;
            m_state.open = Nothing;
            m_state.depth = 0;
            add(start, m_at, token);
            return passValue();
        }
    }
    add(start, m_size, token);
}

/// Notes what ends the lines that follow; the word itself is read as any other.
void LineLexer::tryHereDoc()
{
    const bool isShift = m_before != 0 && !isAfterBlank() && m_before != u'(' && m_before != u'=';
    qsizetype i = m_at + 2;
    const bool marked = at(i) == u'-' || at(i) == u'~';
    if (marked || (at(i) == u'<' && !m_language.has(SpacedComments))) // PHP has three
        ++i;
    if (isShift || at(i) == u'<')
        return;
    while (at(i) == u' ')
        ++i;
    const bool quoted = at(i) == u'"' || at(i) == u'\'' || at(i) == u'\\';
    if (quoted)
        ++i;
    qsizetype end = i;
    while (end < m_size && end - i < mostTag && isWordPart(m_line[end].unicode()))
        ++end;
    const QStringView word = m_line.sliced(std::min(i, m_size), end - std::min(i, m_size));
    const bool looksLikeTag = !word.isEmpty() && isWordStart(word.front().unicode())
        && (quoted || marked || word.front().isUpper());
    if (looksLikeTag && !m_pendingTag)
        m_pendingTag = tagOf(word);
}

void LineLexer::goOnHereDoc()
{
    qsizetype start = m_at;
    while (start < m_size && isBlank(m_line[start].unicode()))
        ++start;
    qsizetype end = start;
    while (end < m_size && end - start < mostTag && isWordPart(m_line[end].unicode()))
        ++end;
    const bool ends = end > start && tagOf(m_line.sliced(start, end - start)) == m_state.tag
        && (end == m_size || QStringView(u";,). ").contains(m_line[end]));
    if (!ends)
        return addAndGo(m_size, CodeToken::String);
    m_state.open = Nothing;
    m_state.tag = 0;
    m_at = start;
    addAndGo(end, CodeToken::String);
    passValue();
}

bool LineLexer::tryRegex()
{
    const bool mayBegin = isFirst() || QStringView(u"(,=:[!&|?{};+-*%<>~^").contains(QChar(m_before));
    if (!mayBegin || m_noRegexes)
        return false;
    bool inClass = false;
    for (qsizetype i = m_at + 1; i < m_size; ++i) {
        const char16_t c = m_line[i].unicode();
        if (c == u'\\')
            ++i;
        else if (c == u'[')
            inClass = true;
        else if (c == u']')
            inClass = false;
        else if (c == u'/' && !inClass) {
            addAndGo(wordEnd(i + 1), CodeToken::String);
            passValue();
            return true;
        }
    }
    m_noRegexes = true;
    return false;
}

void LineLexer::readDirective()
{
    qsizetype end = m_at + 1;
    while (end < m_size && isBlank(m_line[end].unicode()))
        ++end;
    const qsizetype word = end;
    end = wordEnd(end);
    const QStringView name = m_line.sliced(word, end - word);
    addAndGo(end, CodeToken::Preprocessor);
    m_before = u'#';
    if (name != u"include" && name != u"import")
        return;
    while (m_at < m_size && isBlank(m_line[m_at].unicode()))
        ++m_at;
    if (at(m_at) == u'<') {
        const qsizetype close = m_line.indexOf(u'>', m_at);
        addAndGo(close < 0 ? m_size : close + 1, CodeToken::String);
    }
}

/// 'x' and '\n' are characters, 'a alone is a lifetime or a type variable.
void LineLexer::readQuoteOrLifetime()
{
    const qsizetype start = m_at;
    const qsizetype width = QChar::isHighSurrogate(at(start + 1)) ? 2 : 1;
    if (at(start + 1) == u'\\') {
        qsizetype end = start + 3;
        while (end < m_size && end - start < 12 && m_line[end] != u'\'')
            ++end;
        addAndGo(std::min(end + 1, m_size), CodeToken::String);
        return passValue();
    }
    if (at(start + 1 + width) == u'\'' && at(start + 1) != u'\'') {
        addAndGo(start + width + 2, CodeToken::String);
        return passValue();
    }
    const qsizetype end = wordEnd(start + 1);
    if (m_language.has(HasLifetimes) && end > start + 1)
        add(start, end, CodeToken::Type);
    m_at = std::max(end, start + 1);
    m_before = u'\'';
}

void LineLexer::readDollar()
{
    qsizetype end = m_at + 1;
    const char16_t next = at(end);
    if (next == u'{' || (next == u'(' && m_language.has(HasTargets))) {
        constexpr qsizetype longest = 200;
        const char16_t close = next == u'{' ? u'}' : u')';
        while (end < m_size && end - m_at < longest && m_line[end] != close)
            ++end;
        end = std::min(end + 1, m_size);
    } else if (isWordStart(next)) {
        while (end < m_size && isWordPart(m_line[end].unicode()))
            ++end;
    } else if (isDigit(next) || QStringView(u"@#?*!<^").contains(QChar(next))) {
        ++end;
    } else {
        m_before = u'$';
        ++m_at;
        return;
    }
    addAndGo(end, CodeToken::Type);
    passValue();
}

void LineLexer::readDecorator(CodeToken token)
{
    qsizetype end = wordEnd(m_at + 1);
    while (at(end) == u'.' && isWordStart(at(end + 1)))
        end = wordEnd(end + 1);
    addAndGo(end, token);
    m_before = u'@';
}

/// A letter or three before a quote belong to the string.
bool LineLexer::tryPrefixedString(qsizetype start, qsizetype end)
{
    const char16_t next = at(end);
    if ((next != u'"' && next != u'\'' && next != u'#')
        || !m_language.isPrefix(m_line.sliced(start, end - start)))
        return false;
    if (next == u'#')
        return m_language.has(HasHashStrings) && tryHashString(start, end);
    const char16_t last = m_line[end - 1].unicode();
    if (m_language.has(HasHashStrings) && next == u'"' && m_line.sliced(start, end - start).contains(u'r'))
        return tryHashString(start, end);
    if (m_language.has(HasRawStrings) && last == u'R' && next == u'"') {
        constexpr qsizetype longest = 16;
        qsizetype open = end + 1;
        while (open < m_size && open - end <= longest && m_line[open] != u'(')
            ++open;
        if (at(open) != u'(')
            return false;
        m_state.open = RawString;
        m_state.tag = tagOf(m_line.sliced(end + 1, open - end - 1));
        m_at = open + 1;
        readRawString(start);
        return true;
    }
    const std::vector<Delimited> &all = m_language.delimited();
    for (size_t index = 0; index < all.size(); ++index) {
        if (!isAt(end, all[index].open))
            continue;
        m_at = end + all[index].open.size();
        readDelimited(index, start);
        return true;
    }
    return false;
}

void LineLexer::readWord()
{
    const qsizetype start = m_at;
    qsizetype end = wordEnd(start + 1);
    if (tryPrefixedString(start, end))
        return;
    const QStringView word = m_line.sliced(start, end - start);
    const bool isMacro = m_language.has(HasLifetimes) && at(end) == u'!'
        && QStringView(u"([{").contains(QChar(at(end + 1))) && at(end + 1) != 0;
    if (isMacro)
        ++end;
    const CodeToken token = isMacro ? CodeToken::Function : wordToken(word, end);
    addAndGo(end, token);
    m_defines = token == CodeToken::Keyword
        && (word == u"def" || word == u"fn" || word == u"func" || word == u"function" || word == u"fun"
            || word == u"sub" || word == u"defn" || word == u"defp" || word == u"defun");
    m_before = token == CodeToken::Keyword ? u';' : u'a';
}

CodeToken LineLexer::wordToken(QStringView word, qsizetype end)
{
    if (m_language.has(ValuesAreText) && !valueBegins())
        return CodeToken::Plain;
    if (m_language.has(KeywordsLead) && !isFirst())
        return CodeToken::Plain;
    const bool isMember = m_before == u'.';
    const CodeToken meaning = isMember ? CodeToken::Plain : m_language.meaning(word);
    if (meaning != CodeToken::Plain)
        return meaning;
    if (m_defines)
        return CodeToken::Function;
    const bool isCall = m_language.has(HasCalls) && at(end) == u'(';
    const bool isCapital = m_language.has(HasCapitalTypes) && word.front().isUpper()
        && std::any_of(word.begin(), word.end(), [](QChar c) { return c.isLower(); });
    if (isCall && (isMember || !isCapital))
        return CodeToken::Function;
    if (isCapital || (m_language.has(HasDirectives) && word.size() > 2 && word.endsWith(u"_t")))
        return CodeToken::Type;
    return CodeToken::Plain;
}

/// Any number of any language, with its unit, suffix and separators.
void LineLexer::readNumber()
{
    const bool isHex = at(m_at) == u'0' && (at(m_at + 1) | 0x20) == u'x';
    qsizetype end = m_at + 1;
    for (; end < m_size; ++end) {
        const char16_t c = m_line[end].unicode();
        const char16_t before = m_line[end - 1].unicode() | 0x20;
        const bool isSign = (c == u'+' || c == u'-')
            && ((before == u'e' && !isHex) || (before == u'p' && isHex)) && isDigit(at(end + 1));
        const bool isPoint = c == u'.' && at(end + 1) != u'.' && !isWordStart(at(end + 1));
        const bool isSeparator = c == u'\'' && m_language.has(HasRawStrings) && isHexDigit(at(end + 1));
        if (!isWordPart(c) && !isSign && !isPoint && !isSeparator)
            break;
    }
    const bool isText = m_language.has(ValuesAreText) && !valueBegins();
    addAndGo(end, isText ? CodeToken::Plain : CodeToken::Number);
    m_before = u'a';
}

// ---- style sheets ----------------------------------------------------------------------------------

void LineLexer::readRuleWord()
{
    const qsizetype start = m_at;
    const qsizetype end = wordEnd(start + 1);
    const bool isNumber = at(start) == u'-' && (isDigit(at(start + 1)) || at(start + 1) == u'.');
    const bool isProperty = at(end) == u':' && m_before != u':' && m_state.depth > 0;
    CodeToken token = CodeToken::Plain;
    if (isNumber)
        return readNumber();
    if (isProperty || isAt(start, u"--"))
        token = CodeToken::Type;
    else if (at(end) == u'(')
        token = CodeToken::Function;
    else if (m_state.depth == 0)
        token = CodeToken::Keyword;
    else
        token = m_language.meaning(m_line.sliced(start, end - start));
    addAndGo(end, token);
    m_before = u'a';
}

void LineLexer::readRuleSymbol(char16_t c)
{
    if (isDigit(c) || (c == u'.' && isDigit(at(m_at + 1)))) {
        readNumber();
        if (at(m_at) == u'%')
            addAndGo(m_at + 1, CodeToken::Number);
        return;
    }
    const bool isName = m_language.beginsWord(at(m_at + 1));
    const bool isColor = c == u'#' && m_before == u':';
    if (isColor || ((c == u'.' || c == u'#') && isName))
        return addAndGo(wordEnd(m_at + 1), isColor ? CodeToken::Number : CodeToken::Function);
    if ((c == u'@' || c == u'!') && isName)
        return addAndGo(wordEnd(m_at + 1), CodeToken::Keyword);
    if (c == u'$' && isName)
        return addAndGo(wordEnd(m_at + 1), CodeToken::Type);
    if (c == u'{')
        m_state.depth = quint16(std::min<int>(m_state.depth + 1, mostDepth));
    else if (c == u'}' && m_state.depth > 0)
        --m_state.depth;
    m_before = c;
    ++m_at;
}

// ---- files of names and values ---------------------------------------------------------------------

void LineLexer::readHead()
{
    if (m_language.family() == Family::Pairs)
        readPair();
    else if (m_language.family() == Family::Yaml)
        readYamlKey();
    else if (m_language.has(HasTargets))
        readTarget();
}

/// "[section]" or "name = value".
void LineLexer::readPair()
{
    qsizetype start = 0;
    while (start < m_size && isBlank(m_line[start].unicode()))
        ++start;
    if (at(start) == u'[') {
        qsizetype end = m_line.indexOf(u']', start);
        end = end < 0 ? m_size : end + (at(end + 1) == u']' ? 2 : 1);
        add(start, end, CodeToken::Keyword);
        m_at = end;
        return;
    }
    if (m_language.mayStart(at(start)))
        return;
    qsizetype end = start;
    while (end < m_size && m_line[end] != u'=' && m_line[end] != u':')
        ++end;
    if (end == m_size)
        return;
    add(start, end, CodeToken::Type);
    m_at = end + 1;
    m_before = u'=';
}

/// "- key: value"; a value may have colons that no blank follows.
void LineLexer::readYamlKey()
{
    if (isAt(0, u"---") || isAt(0, u"...") || at(0) == u'%')
        return addAndGo(m_size, CodeToken::Preprocessor);
    qsizetype start = 0;
    while (isBlank(at(start)) || (at(start) == u'-' && (isBlank(at(start + 1)) || start + 1 == m_size)))
        ++start;
    m_at = start;
    if (QStringView(u"#[{|>&*!").contains(QChar(at(start))) && at(start) != 0)
        return;
    const char16_t quote = at(start) == u'"' || at(start) == u'\'' ? at(start) : char16_t(0);
    qsizetype end = start + (quote != 0 ? 1 : 0);
    for (; end < m_size; ++end) {
        const char16_t c = m_line[end].unicode();
        if (quote != 0 && c == quote)
            break;
        if (quote == 0 && c == u':' && (end + 1 == m_size || isBlank(at(end + 1))))
            break;
        if (quote == 0 && c == u'#' && isBlank(at(end - 1)))
            return;
    }
    if (quote != 0 && at(++end) != u':')
        return;
    if (end >= m_size)
        return;
    add(start, end, CodeToken::Type);
    m_at = end + 1;
    m_before = u':';
}

/// "key: |" alone to its line end: deeper lines that follow are text.
void LineLexer::noteBlockScalar()
{
    qsizetype i = m_at + 1;
    while (i < m_size && (isDigit(at(i)) || at(i) == u'+' || at(i) == u'-'))
        ++i;
    while (i < m_size && isBlank(at(i)))
        ++i;
    if (i < m_size && at(i) != u'#')
        return;
    qsizetype indent = 0;
    while (indent < m_size && at(indent) == u' ')
        ++indent;
    m_state.open = BlockScalar;
    m_state.depth = quint16(std::min<qsizetype>(indent, mostDepth));
}

void LineLexer::goOnBlockScalar()
{
    qsizetype indent = 0;
    while (indent < m_size && isBlank(at(indent)))
        ++indent;
    if (indent == m_size || indent > m_state.depth)
        return addAndGo(m_size, CodeToken::String);
    m_state.open = Nothing;
    m_state.depth = 0;
}

void LineLexer::readTarget()
{
    if (m_size == 0 || isBlank(at(0)) || at(0) == u'#')
        return;
    const qsizetype colon = m_line.indexOf(u':');
    if (colon > 0 && at(colon + 1) != u'=' && !m_line.first(colon).contains(u'=')
        && !m_line.first(colon).contains(u'$'))
        addAndGo(colon, CodeToken::Function);
}

// ---- markup ----------------------------------------------------------------------------------------

void LineLexer::runMarkup()
{
    if (m_state.mode < Script)
        goOn();
    while (m_at < m_size) {
        if (m_state.mode == Text)
            stepText();
        else if (m_state.mode < Script)
            stepTag();
        else
            stepEmbedded();
    }
}

void LineLexer::stepText()
{
    const char16_t c = m_line[m_at].unicode();
    if (c == u'&') {
        constexpr qsizetype longest = 10;
        qsizetype end = m_at + 1;
        while (end < m_size && end - m_at < longest && (isWordPart(at(end)) || at(end) == u'#'))
            ++end;
        return at(end) == u';' ? addAndGo(end + 1, CodeToken::Number) : void(++m_at);
    }
    if (c != u'<') {
        while (m_at < m_size && m_line[m_at] != u'<' && m_line[m_at] != u'&')
            ++m_at;
        return;
    }
    if (at(m_at + 1) == u'!' && tryDelimited())
        return;
    const qsizetype name = at(m_at + 1) == u'/' || at(m_at + 1) == u'?' ? m_at + 2 : m_at + 1;
    const bool isDeclaration = at(name) == u'!' || at(name - 1) == u'?';
    if (!isDeclaration && !isWordStart(at(name)) && at(name) != u'>')
        return void(++m_at);
    qsizetype end = name + (at(name) == u'!' ? 1 : 0);
    while (end < m_size && (isWordPart(at(end)) || QStringView(u"-:.").contains(m_line[end])))
        ++end;
    const QStringView word = m_line.sliced(name, end - name);
    addAndGo(end, isDeclaration ? CodeToken::Preprocessor : CodeToken::Keyword);
    const bool opens = at(name - 1) == u'<';
    if (opens && word.compare(u"script", Qt::CaseInsensitive) == 0)
        m_state.mode = ScriptTag;
    else if (opens && word.compare(u"style", Qt::CaseInsensitive) == 0)
        m_state.mode = StyleTag;
    else
        m_state.mode = Tag;
}

void LineLexer::stepTag()
{
    const char16_t c = m_line[m_at].unicode();
    if (c == u'"' || c == u'\'') {
        tryDelimited();
    } else if (c == u'>' || (c == u'/' && at(m_at + 1) == u'>') || (c == u'?' && at(m_at + 1) == u'>')) {
        const qsizetype end = c == u'>' ? m_at + 1 : m_at + 2;
        const bool embeds = c == u'>' && m_state.mode != Tag;
        addAndGo(end, CodeToken::Keyword);
        m_state.mode = !embeds ? Text : m_state.mode == ScriptTag ? Script : Style;
    } else if (isWordStart(c) || c == u'@' || c == u':') {
        qsizetype end = m_at + 1;
        while (end < m_size && (isWordPart(at(end)) || QStringView(u"-:.@").contains(m_line[end])))
            ++end;
        addAndGo(end, CodeToken::Type);
    } else if (c == u'<') {
        m_state.mode = Text; // the tag was never closed
    } else {
        ++m_at;
    }
}

void LineLexer::stepEmbedded()
{
    static const CodeLanguage *const script = codeLanguage(u"javascript");
    static const CodeLanguage *const style = codeLanguage(u"css");
    const bool isScript = m_state.mode == Script;
    const quint8 mode = m_state.mode;
    const QStringView endTag = isScript ? QStringView(u"</script") : QStringView(u"</style");
    const qsizetype end = m_line.indexOf(endTag, m_at, Qt::CaseInsensitive);
    LineLexer inner(isScript ? *script : *style, m_line.first(end < 0 ? m_size : end), m_at, m_state,
                    m_spans);
    inner.run();
    m_at = end < 0 ? m_size : end;
    m_state.mode = mode;
    if (end >= 0)
        m_state = {};
}

// ---- differences -----------------------------------------------------------------------------------

CodeToken tokenOfDiffLine(QStringView line)
{
    constexpr std::array heads{QStringView(u"diff "),  QStringView(u"index "), QStringView(u"--- "),
                               QStringView(u"+++ "),   QStringView(u"new "),   QStringView(u"deleted "),
                               QStringView(u"rename ")};
    const auto begins = [line](QStringView head) { return line.startsWith(head); };
    if (std::any_of(heads.begin(), heads.end(), begins))
        return CodeToken::Preprocessor;
    if (line.startsWith(u"@@"))
        return CodeToken::Function;
    if (line.startsWith(u'+') || line.startsWith(u'>'))
        return CodeToken::String;
    if (line.startsWith(u'-') || line.startsWith(u'<'))
        return CodeToken::Keyword;
    return CodeToken::Plain;
}

} // namespace

const CodeLanguage *codeLanguage(QStringView name)
{
    static const QHash<QString, const CodeLanguage *> byName = [] {
        QHash<QString, const CodeLanguage *> names;
        for (const CodeLanguage &language : codeLanguages())
            for (const QStringView each : language.names())
                names.insert(each.toString(), &language);
        return names;
    }();
    constexpr qsizetype longest = 20;
    name = name.trimmed();
    return name.size() > longest ? nullptr : byName.value(name.toString().toLower());
}

QStringList codeLanguageNames()
{
    QStringList names;
    for (const CodeLanguage &language : codeLanguages())
        names += language.names().front().toString();
    return names;
}

std::vector<CodeSpan> highlightLine(const CodeLanguage &language, QStringView line, CodeState &state)
{
    constexpr qsizetype longest = std::numeric_limits<int>::max();
    line = line.first(std::min(line.size(), longest));
    std::vector<CodeSpan> spans;
    if (language.family() == Family::Diff) {
        const CodeToken token = tokenOfDiffLine(line);
        if (token != CodeToken::Plain && !line.isEmpty())
            spans.push_back({0, int(line.size()), token});
        return spans;
    }
    LineLexer lexer(language, line, 0, state, spans);
    if (language.family() == Family::Markup)
        lexer.runMarkup();
    else
        lexer.run();
    return spans;
}

} // namespace reasonglass
