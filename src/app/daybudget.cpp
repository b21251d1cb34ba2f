#include "app/daybudget.h"

#include "analysis/analysissession.h"
#include "base/whenanswered.h"
#include "settings/keys.h"
#include "settings/settings.h"
#include "store/analysislibrary.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

DayBudget::DayBudget(Settings &settings, AnalysisLibrary &library, Clock &clock, AfterWriting afterWriting,
                     QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_library(library)
    , m_clock(clock)
    , m_afterWriting(std::move(afterWriting))
    , m_midnight(clock.createAlarm(this))
{
    connect(&settings, &Settings::changed, this, [this](const QString &key) {
        if (key != keys::dayCapUsd.key)
            return;
        readIfNew();
        emit changed();
    });
    connect(m_midnight, &Alarm::rang, this, &DayBudget::readIfNew);
}

std::optional<double> DayBudget::cap() const
{
    const double usd = m_settings.value(keys::dayCapUsd);
    return usd > 0 ? std::optional(usd) : std::nullopt;
}

qint64 DayBudget::startOfToday() const
{
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock.utcUs() / 1000);
    return now.date().startOfDay().toMSecsSinceEpoch() * 1000;
}

/// Behind what was handed over: a run that has ended is in the answer then. What ends until the answer comes
/// is added to it, and may be in it as well: rather too strict for a moment than too lax.
void DayBudget::read()
{
    m_reading = true;
    m_dayStartUs = startOfToday();
    m_budget.setSpent(0);
    m_afterWriting([this, since = m_dayStartUs] {
        whenAnswered(
            m_library.tasks<double>([since](TaskReader &reader) { return reader.spentSince(since); }), this,
            [this, since](const Result<double> &spent) { take(since, spent); });
    });
    wakeAtMidnight();
}

void DayBudget::take(qint64 dayStartUs, const Result<double> &spent)
{
    if (dayStartUs != m_dayStartUs)
        return; // of the day before; the next answer is on its way
    m_reading = false;
    m_failure.reset();
    if (spent)
        m_budget.setSpent(m_budget.spent() + *spent);
    else if (spent.error().kind != ErrorKind::NotFound) // a library that is not there holds no runs
        m_failure = spent.error();
    emit answered();
    emit changed();
}

/// So that nobody has to wait on the new day either.
void DayBudget::wakeAtMidnight()
{
    const QDate tomorrow = QDateTime::fromMSecsSinceEpoch(m_clock.utcUs() / 1000).date().addDays(1);
    const qint64 left = tomorrow.startOfDay().toMSecsSinceEpoch() - m_clock.utcUs() / 1000;
    m_midnight->start(std::chrono::milliseconds(left));
}

void DayBudget::readIfNew()
{
    m_budget.setCap(cap());
    if (cap() && m_dayStartUs != startOfToday())
        read();
}

void DayBudget::readAhead()
{
    readIfNew();
    if (cap() && m_failure && !m_reading)
        read();
}

bool DayBudget::isAwaited()
{
    readIfNew();
    return cap() && m_reading && !m_failure;
}

double DayBudget::spent()
{
    readIfNew();
    return m_budget.spent();
}

bool DayBudget::allows(std::optional<double> expected)
{
    if (!cap())
        return true;
    return !isAwaited() && !m_failure && m_budget.allows(expected);
}

std::optional<Error> DayBudget::refusal()
{
    if (!cap() || isAwaited())
        return std::nullopt;
    if (m_failure) {
        const Error failure{.kind = ErrorKind::Storage,
                            .message = u"what was spent today cannot be read: "_s + m_failure->message,
                            .code = u"day_unknown"_s};
        readAhead(); // it may have passed by the next time
        return failure;
    }
    if (!m_budget.isUsedUp())
        return std::nullopt;
    return Error{.kind = ErrorKind::Usage,
                 .message = u"the cap of $%1 a day is used up"_s.arg(*cap(), 0, 'f', 2),
                 .code = u"cap_day"_s};
}

std::optional<double> DayBudget::room(const AnalysisSession *session)
{
    readIfNew();
    return m_budget.roomFor(session ? qint64(session->id()) : 0);
}

void DayBudget::onceKnown(QObject *context, const std::function<void()> &next)
{
    connect(this, &DayBudget::answered, context, next, Qt::SingleShotConnection);
}

void DayBudget::follow(AnalysisSession *session, std::optional<double> expected, double counted)
{
    if (session->request().sample)
        return;
    m_budget.reserve(qint64(session->id()), expected);
    const auto settle = [this, session, counted] {
        std::optional<double> usd = session->record().cost.usd;
        if (usd)
            usd = std::max(0.0, *usd - counted);
        m_budget.settle(qint64(session->id()), usd);
        emit changed();
    };
    connect(session, &AnalysisSession::finished, this, settle, Qt::SingleShotConnection);
}

} // namespace reasonglass
