#pragma once

#include "analysis/phase.h"
#include "base/error.h"
#include "providers/modelinfo.h"

#include <QString>

#include <chrono>

/// What the program says: the only place where states, errors, amounts and times become words.
namespace reasonglass::words {

QString status(AnalysisStatus status);      ///< "completed", "interrupted", … in the user's language
QString statusGlyph(AnalysisStatus status); ///< one character that differs in shape, not only in colour
QString phase(Phase phase);                 ///< "thinking", "answering", …
QString modelState(const ModelInfo &model); ///< "shuts down on 11 Dec 2026", "retired, use grok-4.3", …

QString duration(std::chrono::milliseconds time); ///< "0:42", "12.3 s", "1:02:03"
QString seconds(std::chrono::milliseconds time);  ///< "42 s", "0.8 s"
QString tokens(qint64 count);                     ///< "1,234", "400k"
QString bytes(qint64 count);
/// "$0.0123", "about $0.01 (estimated)", "cost unknown".
QString cost(const Cost &cost);
/// A sum of money: "$12.34", with more digits below a dollar.
QString dollars(double usd);
/// "prices as of 22 Nov 2026"; empty for no date.
QString pricesAsOf(QDate date);
QString pricePerMillion(const std::optional<double> &usd);
QString dateTime(qint64 utcUs);       ///< local time: "14:05" today, else "21 Nov 14:05"
QString effort(const QString &value); ///< "medium"; empty: "model's default"

/// What went wrong, as one sentence for a person.
QString errorSentence(const Error &error);
/// What to do about it; may be empty.
QString errorAdvice(const Error &error);
/// Message, code, HTTP status and request id as lines to copy into a bug report. No secrets.
QString errorDetails(const Error &error);

} // namespace reasonglass::words
