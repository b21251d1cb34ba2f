#include "ui/words/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace reasonglass::words {

namespace {

/// The translation context of everything here.
QString tr(const char *text)
{
    return QCoreApplication::translate("words", text);
}

constexpr qint64 thousand = 1000;
constexpr qint64 million = 1'000'000;

} // namespace

QString status(AnalysisStatus status)
{
    switch (status) {
    case AnalysisStatus::Running:
        return tr("running");
    case AnalysisStatus::Completed:
        return tr("completed");
    case AnalysisStatus::Incomplete:
        return tr("incomplete");
    case AnalysisStatus::Failed:
        return tr("failed");
    case AnalysisStatus::Cancelled:
        return tr("stopped");
    case AnalysisStatus::Interrupted:
        return tr("interrupted");
    }
    Q_UNREACHABLE();
}

QString statusGlyph(AnalysisStatus status)
{
    switch (status) {
    case AnalysisStatus::Running:
        return u"●"_s;
    case AnalysisStatus::Completed:
        return u"✓"_s;
    case AnalysisStatus::Incomplete:
        return u"◐"_s;
    case AnalysisStatus::Failed:
        return u"✕"_s;
    case AnalysisStatus::Cancelled:
        return u"■"_s;
    case AnalysisStatus::Interrupted:
        return u"⚡"_s;
    }
    Q_UNREACHABLE();
}

QString phase(Phase phase)
{
    switch (phase) {
    case Phase::Idle:
        return tr("not started");
    case Phase::Connecting:
        return tr("connecting");
    case Phase::Waiting:
        return tr("sent, waiting for the server");
    case Phase::Queued:
        return tr("queued by the server");
    case Phase::Thinking:
        return tr("thinking");
    case Phase::Answering:
        return tr("answering");
    case Phase::UsingTool:
        return tr("using a tool");
    case Phase::Finishing:
        return tr("finishing");
    case Phase::WaitingToRetry:
        return tr("waiting to try again");
    case Phase::WaitingToResume:
        return tr("connection lost, the server goes on");
    case Phase::Polling:
        return tr("waiting for the server to finish");
    case Phase::Cancelling:
        return tr("telling the server to stop");
    case Phase::Completed:
    case Phase::Incomplete:
    case Phase::Failed:
    case Phase::Cancelled:
    case Phase::Interrupted:
        return status(outcomeOf(phase));
    }
    Q_UNREACHABLE();
}

QString modelState(const ModelInfo &model)
{
    const QLocale locale;
    const QString date =
        locale.toString(model.shutdownDate, u"d MMM yyyy"_s); // no day to be taken for a month
    switch (stateOn(model, QDate::currentDate())) {
    case ModelState::Current:
        return tr("current");
    case ModelState::Served:
        return tr("available");
    case ModelState::ShutdownAnnounced:
        return model.replacement.isEmpty() ? tr("shuts down on %1").arg(date)
                                           : tr("shuts down on %1, then use %2").arg(date, model.replacement);
    case ModelState::Retired:
        return model.replacement.isEmpty() ? tr("retired") : tr("retired, use %1").arg(model.replacement);
    case ModelState::Redirected:
        return tr("answered by %1").arg(model.replacement);
    case ModelState::Unknown:
        return tr("listed by the server");
    }
    Q_UNREACHABLE();
}

QString duration(std::chrono::milliseconds time)
{
    constexpr qint64 secondsPerMinute = 60;
    constexpr qint64 secondsPerHour = 3600;
    const qint64 seconds = time.count() / thousand;
    const qint64 minutes = seconds / secondsPerMinute % secondsPerMinute;
    const QString tail = u"%1:%2"_s.arg(minutes).arg(seconds % secondsPerMinute, 2, 10, QChar(u'0'));
    if (seconds < secondsPerHour)
        return tail;
    return u"%1:%2:%3"_s.arg(seconds / secondsPerHour)
        .arg(minutes, 2, 10, QChar(u'0'))
        .arg(seconds % secondsPerMinute, 2, 10, QChar(u'0'));
}

QString seconds(std::chrono::milliseconds time)
{
    constexpr qint64 roundedFrom = 10;
    const double value = double(time.count()) / double(thousand);
    return tr("%1 s").arg(QLocale().toString(value, 'f', time.count() < roundedFrom * thousand ? 1 : 0));
}

QString tokens(qint64 count)
{
    const QLocale locale;
    if (count >= million)
        return tr("%1M").arg(locale.toString(double(count) / double(million), 'g', 3));
    constexpr qint64 shortenedFrom = 100 * thousand;
    if (count >= shortenedFrom)
        return tr("%1k").arg(locale.toString(count / thousand));
    return locale.toString(count);
}

QString bytes(qint64 count)
{
    return QLocale().formattedDataSize(count, 1, QLocale::DataSizeTraditionalFormat);
}

QString cost(const Cost &cost)
{
    if (!cost.usd)
        return tr("cost unknown");
    constexpr double finestFrom = 0.01;
    const bool isFine = *cost.usd < finestFrom;
    if (cost.basis == CostBasis::Estimated) // no more digits than it is worth
        return tr("about %1 (estimated)").arg(u'$' + QLocale().toString(*cost.usd, 'f', isFine ? 4 : 2));
    return u'$' + QLocale().toString(*cost.usd, 'f', isFine ? 5 : 4);
}

QString dollars(double usd)
{
    constexpr double roundedFrom = 1;
    if (usd == 0 || usd >= roundedFrom)
        return u'$' + QLocale().toString(usd, 'f', 2);
    return cost({.usd = usd, .basis = CostBasis::Computed});
}

QString pricesAsOf(QDate date)
{
    return date.isValid() ? tr("prices as of %1").arg(QLocale().toString(date, u"d MMM yyyy"_s)) : QString();
}

QString pricePerMillion(const std::optional<double> &usd)
{
    if (!usd)
        return tr("unknown");
    const bool wholeCents = qFuzzyCompare(*usd * 100, double(qRound64(*usd * 100)));
    return u'$' + QLocale().toString(*usd, 'f', wholeCents ? 2 : 3);
}

QString dateTime(qint64 utcUs)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(utcUs / thousand).toLocalTime();
    const QLocale locale;
    const QString time = locale.toString(local.time(), QLocale::ShortFormat);
    const QDate today = QDate::currentDate();
    if (local.date() == today)
        return time;
    const QString format = local.date().year() == today.year() ? u"d MMM"_s : u"d MMM yyyy"_s;
    return locale.toString(local.date(), format) + u' ' + time;
}

QString effort(const QString &value)
{
    struct Row
    {
        QLatin1StringView value;
        const char *word;
    };
    static constexpr Row rows[] = {
        {"none"_L1, QT_TRANSLATE_NOOP("words", "none")},
        {"minimal"_L1, QT_TRANSLATE_NOOP("words", "minimal")},
        {"low"_L1, QT_TRANSLATE_NOOP("words", "low")},
        {"medium"_L1, QT_TRANSLATE_NOOP("words", "medium")},
        {"high"_L1, QT_TRANSLATE_NOOP("words", "high")},
        {"xhigh"_L1, QT_TRANSLATE_NOOP("words", "extra high")},
        {"max"_L1, QT_TRANSLATE_NOOP("words", "maximum")},
    };
    if (value.isEmpty())
        return tr("model's default");
    for (const Row &row : rows) {
        if (value == row.value)
            return tr(row.word);
    }
    return value;
}

} // namespace reasonglass::words
