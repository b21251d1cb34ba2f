#pragma once

#include <QRandomGenerator>
#include <QString>
#include <QStringList>

#include <vector>

namespace reasonglass::bench {

/// Text of words that are as frequent as words are: the n-th in proportion to 1/n. Deterministic.
class ZipfWords
{
public:
    ZipfWords();

    /// About \a length characters in sentences and paragraphs.
    QString text(qsizetype length);

private:
    QStringList m_words;
    std::vector<quint32> m_draws; ///< indexes of words, each as often as the word is to be drawn
    QRandomGenerator m_random{11};
};

} // namespace reasonglass::bench
