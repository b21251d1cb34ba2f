#pragma once

#include "streamview/codehighlight.h"

#include <QHash>
#include <QStringView>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace reasonglass {

/// What a language does that tables of words and delimiters cannot say.
enum Feature : quint32 {
    NoFeature = 0,
    IgnoresCase = 1U << 0U,        ///< of its keywords
    HasDirectives = 1U << 1U,      ///< '#' first on a line, as in C
    HasCapitalTypes = 1U << 2U,    ///< by convention a word like Widget names a type
    HasCalls = 1U << 3U,           ///< name(
    HasDecorators = 1U << 4U,      ///< @name
    HasDollars = 1U << 5U,         ///< $name ${name}
    HasRegexes = 1U << 6U,         ///< /regex/
    HasLifetimes = 1U << 7U,       ///< Rust: 'a beside 'x', name!(
    HasHereDocs = 1U << 8U,        ///< <<EOF
    HasRawStrings = 1U << 9U,      ///< C++: R"tag(…)tag"
    HasHashStrings = 1U << 10U,    ///< Rust, Swift: r#"…"#
    HasLongBrackets = 1U << 11U,   ///< Lua, CMake: [==[ … ]==]
    HasHashAttributes = 1U << 12U, ///< Rust: #[…]
    SpacedComments = 1U << 13U,    ///< a comment begins only after a blank
    KeysAreStrings = 1U << 14U,    ///< JSON: "key": value
    KeywordsLead = 1U << 15U,      ///< Dockerfile: only the first word of a line is one
    HasTargets = 1U << 16U,        ///< Makefile: name: at the start of a line
    ValuesAreText = 1U << 17U,     ///< YAML: words and quotes mean something only where a value begins
    HasRules = 1U << 18U,          ///< CSS
};

enum class Family : quint8 { Code, Pairs, Yaml, Markup, Diff };

/// A comment or string with a fixed beginning and end.
struct Delimited
{
    QStringView open;
    QStringView close;
    CodeToken token = CodeToken::String;
    bool lines = false; ///< goes on over line ends
    bool nests = false;
    char16_t escape = u'\\'; ///< 0: none
    bool doubles = false;    ///< the end written twice is not the end
};

constexpr bool isDigit(char16_t c)
{
    return c >= u'0' && c <= u'9';
}

constexpr bool isAsciiLetter(char16_t c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

constexpr bool isBlank(char16_t c)
{
    return c == u' ' || c == u'\t' || c == u'\r' || c == u'\f';
}

inline bool isWordStart(char16_t c)
{
    return isAsciiLetter(c) || c == u'_' || (c >= 128 && QChar::isLetter(c));
}

inline bool isWordPart(char16_t c)
{
    return isWordStart(c) || isDigit(c) || (c >= 128 && QChar::isLetterOrNumber(c));
}

inline bool isHexDigit(char16_t c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

/// A language as the lexer of codehighlight.cpp needs it: words, comments, strings, and what is special.
class CodeLanguage
{
public:
    /// \a names, \a lineComments and the words are lists with blanks between; the views must last.
    CodeLanguage(Family family, QStringView names, quint32 features, QStringView lineComments,
                 std::initializer_list<Delimited> delimited, QStringView keywords, QStringView types = {},
                 QStringView functions = {}, QStringView wordCharacters = {}, QStringView prefixes = {})
        : m_family(family)
        , m_names(names)
        , m_features(features)
        , m_lineComments(split(lineComments))
        , m_delimited(delimited)
        , m_wordCharacters(wordCharacters)
        , m_prefixes(prefixes)
    {
        addWords(functions, CodeToken::Function);
        addWords(types, CodeToken::Type);
        addWords(keywords, CodeToken::Keyword);
        for (const QStringView comment : m_lineComments)
            m_starts.at(comment.front().unicode()) = true;
        for (const Delimited &each : m_delimited)
            m_starts.at(each.open.front().unicode()) = true;
    }

    Family family() const { return m_family; }
    std::vector<QStringView> names() const { return split(m_names); }
    bool has(Feature feature) const { return (m_features & feature) != 0; }
    const std::vector<QStringView> &lineComments() const { return m_lineComments; }
    const std::vector<Delimited> &delimited() const { return m_delimited; }
    /// Whether a comment or string may begin with \a c.
    bool mayStart(char16_t c) const { return c < m_starts.size() && m_starts[c]; }
    bool isPrefix(QStringView word) const
    {
        return word.size() <= 3
            && std::all_of(word.begin(), word.end(), [this](QChar c) { return m_prefixes.contains(c); });
    }
    bool isWord(char16_t c) const { return isWordPart(c) || m_wordCharacters.contains(QChar(c)); }
    bool beginsWord(char16_t c) const
    {
        return isWordStart(c) || (!isDigit(c) && c != u'\'' && m_wordCharacters.contains(QChar(c)));
    }

    CodeToken meaning(QStringView word) const
    {
        if (word.size() > m_longestWord)
            return CodeToken::Plain;
        if (!has(IgnoresCase))
            return m_words.value(word, CodeToken::Plain);
        std::array<char16_t, 32> lower{};
        for (qsizetype i = 0; i < word.size(); ++i)
            lower[size_t(i)] = word[i].toLower().unicode();
        return m_words.value(QStringView(lower.data(), word.size()), CodeToken::Plain);
    }

private:
    static std::vector<QStringView> split(QStringView list)
    {
        std::vector<QStringView> words;
        for (const QStringView word : list.split(u' ', Qt::SkipEmptyParts))
            words.push_back(word);
        return words;
    }

    void addWords(QStringView list, CodeToken token)
    {
        for (const QStringView word : split(list)) {
            Q_ASSERT(word.size() < 32);
            m_words.insert(word, token);
            m_longestWord = std::max(m_longestWord, word.size());
        }
    }

    Family m_family;
    QStringView m_names;
    quint32 m_features;
    std::vector<QStringView> m_lineComments;
    std::vector<Delimited> m_delimited;
    QStringView m_wordCharacters;
    QStringView m_prefixes;
    QHash<QStringView, CodeToken> m_words;
    qsizetype m_longestWord = 0;
    std::array<bool, 128> m_starts{};
};

/// All there are; see codelanguages.cpp for the tables.
const std::vector<CodeLanguage> &codeLanguages();

} // namespace reasonglass
