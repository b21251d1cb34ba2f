#include "app/daybudget.h"

#include "analysis/analysissession.h"
#include "settings/keys.h"
#include "settings/settings.h"
#include "store/analysislibrary.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

DayBudget::DayBudget(Settings &settings, AnalysisLibrary &library, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_library(library)
    , m_clock(clock)
{
    connect(&settings, &Settings::changed, this, [this](const QString &key) {
        if (key == keys::dayCapUsd.key)
            emit changed();
    });
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

void DayBudget::read()
{
    m_dayStartUs = startOfToday();
    QFuture<Result<double>> answer = m_library.tasks<double>(
        [since = m_dayStartUs](TaskReader &reader) { return reader.spentSince(since); });
    answer.waitForFinished();
    const Result<double> spent = answer.resultCount() > 0 ? answer.result() : Result<double>(0.0);
    m_budget.setSpent(spent.value_or(0.0)); // a library that is not there yet holds no runs
}

void DayBudget::readIfNew()
{
    m_budget.setCap(cap());
    if (cap() && m_dayStartUs != startOfToday())
        read();
}

double DayBudget::spent()
{
    readIfNew();
    return m_budget.spent();
}

bool DayBudget::allows(std::optional<double> expected)
{
    readIfNew();
    return m_budget.allows(expected);
}

std::optional<Error> DayBudget::refusal()
{
    readIfNew();
    if (!m_budget.isUsedUp())
        return std::nullopt;
    return Error{.kind = ErrorKind::Usage,
                 .message = u"the cap of $%1 a day is used up"_s.arg(*cap(), 0, 'f', 2),
                 .code = u"cap_day"_s};
}

std::optional<double> DayBudget::room()
{
    readIfNew();
    return m_budget.roomFor(0);
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
