#pragma once

#include "sse/frame.h"

#include <QString>
#include <QStringView>

namespace reasonglass::bench {

/// Writes a library of \a count finished analyses with one line of text each to \a path.
void writeLibrary(const QString &path, int count);

// What bench texts hold besides words drawn at random, so that searches know what is there.
inline constexpr int rareEvery = 5000;    ///< one analysis in so many has rareWord
inline constexpr int phraseEvery = 400;   ///< … has plantedPhrase; its words are common ones
inline constexpr int failedEvery = 50;    ///< … has failed
inline constexpr int otherModelEvery = 9; ///< … ran with otherModel
inline constexpr int rareTagEvery = 1000; ///< … is tagged rareTag
inline constexpr int trashedEvery = 100;  ///< … is in the trash
inline constexpr QStringView rareWord = u"stanation";
inline constexpr QStringView plantedPhrase = u"people which then";
inline constexpr QStringView otherModel = u"grok-4-fast";
inline constexpr QStringView rareTag = u"keep";
inline constexpr QStringView commonTag = u"board"; ///< of every second analysis

/// Writes a library of \a count analyses of about 10,000 characters each to \a path: words as frequent as
/// in a language, a few that come once. The same for every call.
void writeTextLibrary(const QString &path, int count);

/// The event with \a number of a made-up stream: a delta of about 270 bytes.
Frame deltaFrame(qint64 number, const QByteArray &delta);

/// \a characters of text with paragraphs, the same for every call.
QString madeUpText(qsizetype characters);

} // namespace reasonglass::bench
