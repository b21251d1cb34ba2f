#include "bench/zipfwords.h"

#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

constexpr int madeUpWords = 60'000;
constexpr double offset = 2.7;          // Mandelbrot's: the first words are less far apart
constexpr double drawTable = 4'000'000; // draws in the table, so that the rarest words are in it too

constexpr QStringView frequentWords =
    u"the of and to in a is that for it as was with be by on not he his but at are this have from or had an "
    u"they "
    "which one you were all her she there would their we him been has when who will no more if out so up "
    "said "
    "what its about than into them can only other time new some could these two may first then do any like "
    "my "
    "now over such our man me even most made after also did many off before must well back through years "
    "much "
    "where your way down should because long each just those people how good world make very still see work "
    "life between never under same another while last might great come since against right take three";

/// Words of syllables, as parts of which letters follow each other as they do in words.
QString madeUpWord(QRandomGenerator &random)
{
    static constexpr std::array heads{"b"_L1,  "c"_L1,  "d"_L1,  "f"_L1,  "g"_L1,  "h"_L1,  "l"_L1, "m"_L1,
                                      "n"_L1,  "p"_L1,  "r"_L1,  "s"_L1,  "t"_L1,  "v"_L1,  "w"_L1, "st"_L1,
                                      "tr"_L1, "pr"_L1, "ch"_L1, "th"_L1, "sh"_L1, "br"_L1, "cl"_L1};
    static constexpr std::array middles{"a"_L1, "e"_L1, "i"_L1, "o"_L1, "u"_L1, "ea"_L1, "io"_L1};
    static constexpr std::array tails{""_L1, "n"_L1, "r"_L1, "s"_L1, "t"_L1, "l"_L1};
    const auto pick = [&random](const auto &from) { return from[random.bounded(quint32(from.size()))]; };
    QString word;
    const int syllables = 1 + random.bounded(4);
    for (int i = 0; i < syllables; ++i) {
        word += pick(heads);
        word += pick(middles);
        word += pick(tails);
    }
    return word;
}

} // namespace

ZipfWords::ZipfWords()
    : m_words(frequentWords.toString().split(u' '))
{
    QRandomGenerator random(7);
    for (int i = 0; i < madeUpWords; ++i)
        m_words += madeUpWord(random);
    double sum = 0;
    for (qsizetype i = 0; i < m_words.size(); ++i)
        sum += 1 / (double(i) + offset);
    for (qsizetype i = 0; i < m_words.size(); ++i) {
        const auto draws = std::size_t(drawTable / sum / (double(i) + offset)) + 1;
        m_draws.insert(m_draws.end(), draws, quint32(i));
    }
}

QString ZipfWords::text(qsizetype length)
{
    constexpr int wordsPerSentence = 14;
    constexpr int sentencesPerParagraph = 5;
    QString text;
    text.reserve(length + 32);
    bool begins = true;
    while (text.size() < length) {
        const QString &word = m_words.at(m_draws[m_random.bounded(quint32(m_draws.size()))]);
        const qsizetype start = text.size();
        text += word;
        if (begins)
            text[start] = text.at(start).toUpper();
        begins = m_random.bounded(wordsPerSentence) == 0;
        if (!begins)
            text += u' ';
        else if (m_random.bounded(sentencesPerParagraph) == 0)
            text += ".\n\n"_L1;
        else
            text += ". "_L1;
    }
    return text;
}

} // namespace reasonglass::bench
