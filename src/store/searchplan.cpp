#include "store/searchplan.h"

#include "store/listfilter.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// A part that more words have than this is in so many texts that reading the newest finds it sooner.
constexpr int mostWords = 1500;
constexpr qsizetype manyWords = 64;
constexpr std::size_t mostPhrases = 400;
constexpr qsizetype trigram = 3; // the index of the words' parts knows nothing shorter

enum class CharacterClass { OfWords, BetweenWords, Doubtful };

/// As SQLite's tokenizer unicode61 sees it, which knows the characters of Unicode 6.1.
CharacterClass classOf(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Mark_Enclosing:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Other_PrivateUse:
        return QChar::unicodeVersion(c) > QChar::Unicode_6_1 ? CharacterClass::Doubtful
                                                             : CharacterClass::OfWords;
    default:
        return CharacterClass::BetweenWords;
    }
}

/// The words in a term. The first may be the end of a longer word, and the last the beginning of one.
struct Words
{
    QStringList words;
    bool opens = false;  ///< the term begins with its first word
    bool closes = false; ///< and ends with its last
};

/// Nothing if the tokenizer may see other words than this.
std::optional<Words> wordsOf(const QString &term)
{
    Words found;
    const QList<uint> characters = term.toUcs4();
    bool inWord = false;
    for (const uint c : characters) {
        const CharacterClass what = classOf(c);
        if (what == CharacterClass::Doubtful || c == 0)
            return {};
        if (what == CharacterClass::BetweenWords) {
            inWord = false;
            continue;
        }
        if (!std::exchange(inWord, true))
            found.words.append(QString());
        const char32_t folded = QChar::toCaseFolded(c);
        found.words.back() += QString::fromUcs4(&folded, 1);
    }
    found.opens = !characters.isEmpty() && classOf(characters.front()) == CharacterClass::OfWords;
    found.closes = inWord;
    return found;
}

/// Whether the script of \a word puts spaces between words: the ends of a quoted phrase are whole words then.
bool partsWordsBySpaces(const QString &word)
{
    constexpr char16_t firstThai = 0x0e00;
    return std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < firstThai; });
}

/// An FTS5 string: nothing in \a words is syntax any more.
QString quoted(const QString &words)
{
    return u'"' + QString(words).replace(u'"', R"("")"_L1) + u'"';
}

Result<QStringList> textsFrom(Result<QSqlQuery *> query)
{
    if (!query)
        return Unexpected{query.error()};
    QStringList texts;
    while ((*query)->next())
        texts.append((*query)->value(0).toString());
    (*query)->finish();
    return texts;
}

bool isLongEnough(const QString &part)
{
    return part.toUcs4().size() >= trigram;
}

/// The words that hold \a part, one more than mostWords at most.
Result<QStringList> wordsWith(Statements &statements, const QString &part)
{
    if (isLongEnough(part))
        return textsFrom(statements.run("SELECT text FROM word_part WHERE word_part MATCH ? LIMIT ?",
                                        {storable(quoted(part)), mostWords + 1}));
    return textsFrom(statements.run("SELECT text FROM word WHERE text LIKE ? ESCAPE '\\' LIMIT ?",
                                    {likePattern(part), mostWords + 1}));
}

Result<QStringList> wordsEndingWith(Statements &statements, const QString &part)
{
    const QString pattern = likePattern(part).chopped(1);
    if (isLongEnough(part))
        return textsFrom(statements.run(
            "SELECT text FROM word_part WHERE word_part MATCH ? AND text LIKE ? ESCAPE '\\' LIMIT ?",
            {storable(quoted(part)), pattern, mostWords + 1}));
    return textsFrom(statements.run("SELECT text FROM word WHERE text LIKE ? ESCAPE '\\' LIMIT ?",
                                    {pattern, mostWords + 1}));
}

Result<QStringList> wordsBeginningWith(Statements &statements, const QString &part)
{
    return textsFrom(
        statements.run("SELECT text FROM word WHERE text >= ? AND text < ? || char(0x10ffff) LIMIT ?",
                       {storable(part), storable(part), mostWords + 1}));
}

bool areTooMany(const QStringList &words)
{
    return words.size() > mostWords;
}

/// The condition that a text has one of \a phrases.
QString anyOf(const QStringList &phrases)
{
    QStringList parts;
    std::transform(phrases.begin(), phrases.end(), std::back_inserter(parts), quoted);
    return u'(' + parts.join(u" OR "_s) + u')';
}

/// Puts together how one term after the other is found.
class Planner
{
public:
    explicit Planner(Statements &statements)
        : m_statements(statements)
    { }

    Result<> add(const QString &term)
    {
        const std::optional<Words> words = wordsOf(term);
        if (!words || words->words.isEmpty()) {
            m_plan.unindexed.append(term);
            return {};
        }
        return words->words.size() == 1 ? addWord(term, *words) : addPhrase(term, *words);
    }

    SearchPlan plan() const
    {
        SearchPlan plan = m_plan;
        plan.match = m_match.join(u" AND "_s);
        return plan;
    }

private:
    Result<> addWord(const QString &term, const Words &words)
    {
        const Result<QStringList> whole = wordsFor(words.words.front(), words.opens, words.closes);
        if (!whole)
            return Unexpected{whole.error()};
        require(*whole);
        m_plan.frequent |= whole->size() > manyWords;
        const bool isPartOfAWord = words.opens && words.closes;
        if (areTooMany(*whole) || !isPartOfAWord)
            m_plan.looked.append(term);
        return {};
    }

    Result<> addPhrase(const QString &term, const Words &words)
    {
        m_plan.looked.append(term); // what stands between the words is not in the index
        const bool isQuoted = std::any_of(term.begin(), term.end(), [](QChar c) { return c.isSpace(); });
        const auto isWhole = [isQuoted](const QString &word) { return isQuoted && partsWordsBySpaces(word); };
        const Result<QStringList> first =
            wordsFor(words.words.front(), words.opens && !isWhole(words.words.front()), false);
        const Result<QStringList> last =
            wordsFor(words.words.back(), false, words.closes && !isWhole(words.words.back()));
        if (!first || !last)
            return Unexpected{first ? last.error() : first.error()};
        m_plan.impossible |= first->isEmpty() || last->isEmpty();
        requirePhrases(*first, words.words.sliced(1, words.words.size() - 2), *last);
        return {};
    }

    /// The whole words that \a word may be a part of.
    Result<QStringList> wordsFor(const QString &word, bool mayBeginEarlier, bool mayGoOn)
    {
        if (mayBeginEarlier && mayGoOn)
            return wordsWith(m_statements, word);
        if (mayBeginEarlier)
            return wordsEndingWith(m_statements, word);
        if (mayGoOn)
            return wordsBeginningWith(m_statements, word);
        return QStringList{word};
    }

    /// Ends that may be too many words are left to those who look through the text.
    void requirePhrases(const QStringList &first, const QStringList &inner, const QStringList &last)
    {
        const bool pairs = std::size_t(first.size()) * std::size_t(last.size()) <= mostPhrases;
        const QStringList none{QString()};
        const QStringList &begins = areTooMany(first) ? none : first;
        const QStringList &ends = areTooMany(last) || (!pairs && !areTooMany(first)) ? none : last;
        QStringList phrases;
        for (const QString &begin : begins) {
            for (const QString &end : ends)
                phrases.append((QStringList{begin} + inner + QStringList{end}).join(u' ').trimmed());
        }
        if (!phrases.contains(QString()))
            m_match.append(anyOf(phrases));
    }

    void require(const QStringList &words)
    {
        m_plan.impossible |= words.isEmpty();
        if (!areTooMany(words))
            m_match.append(anyOf(words));
    }

    Statements &m_statements;
    SearchPlan m_plan;
    QStringList m_match;
};

} // namespace

QStringList searchTerms(const QString &query)
{
    QStringList terms;
    QString term;
    bool inQuotes = false;
    const auto finish = [&] {
        if (!term.isEmpty())
            terms.append(normalized(term));
        term.clear();
    };
    for (qsizetype i = 0; i < query.size(); ++i) {
        const QChar c = query.at(i);
        // A mark opens at the start of a word and closes at the end of one; elsewhere it is searched for.
        const bool opens = !inQuotes && term.isEmpty() && query.indexOf(u'"', i + 1) > i + 1;
        const bool closes = inQuotes && (i + 1 == query.size() || query.at(i + 1).isSpace());
        if (c == u'"' && (opens || closes)) {
            finish();
            inQuotes = opens;
        } else if (c.isSpace() && !inQuotes) {
            finish();
        } else {
            term.append(c);
        }
    }
    finish();
    return terms;
}

Result<SearchPlan> planSearch(Statements &statements, const QStringList &terms)
{
    Planner planner(statements);
    for (const QString &term : terms) {
        if (Result<> done = planner.add(term); !done)
            return Unexpected{done.error()};
    }
    return planner.plan();
}

} // namespace reasonglass
