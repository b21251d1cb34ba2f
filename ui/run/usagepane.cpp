#include "ui/run/usagepane.h"

#include "base/whenanswered.h"
#include "store/analysislibrary.h"
#include "ui/plot/proportionbar.h"
#include "ui/run/factlist.h"

#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

std::vector<ProportionBar::Part> partsOf(const Usage &usage)
{
    const qint64 plain = std::max<qint64>(0, usage.input - usage.cached - usage.cacheWrite);
    const bool isPart = usage.reasoning <= usage.output;
    return {{UsagePane::tr("Input"), plain},
            {UsagePane::tr("Cached input"), usage.cached},
            {UsagePane::tr("Written to the cache"), usage.cacheWrite},
            {UsagePane::tr("Reasoning"), usage.reasoning},
            {UsagePane::tr("Answer"), isPart ? usage.output - usage.reasoning : usage.output}};
}

/// The attempts before the last one that asked for a response of their own, by the number of the one that
/// went on with it last: only that one has its usage.
std::vector<int> earlierResponses(const std::vector<Attempt> &attempts)
{
    std::vector<int> numbers;
    for (size_t i = 0; i + 1 < attempts.size(); ++i) {
        if (!attempts[i + 1].resumed)
            numbers.push_back(int(i) + 1);
    }
    return numbers;
}

} // namespace

UsagePane::UsagePane(AnalysisLibrary &library, QWidget *parent)
    : QScrollArea(parent)
    , m_library(library)
    , m_bar(new ProportionBar(this))
    , m_facts(new FactList(this))
{
    constexpr int margin = 8;
    m_bar->setAccessibleName(tr("Tokens by kind"));
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, margin, margin, margin);
    auto *bar = new QVBoxLayout;
    bar->setContentsMargins(margin, 0, 0, 0);
    bar->addWidget(m_bar);
    column->addLayout(bar);
    column->addWidget(m_facts);
    column->addStretch(1);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setWidget(content);
}

void UsagePane::show(const AnalysisRecord &record, const std::optional<ModelInfo> &model)
{
    const bool isOther =
        !m_record || m_record->id != record.id || m_record->attempts.size() != record.attempts.size();
    m_record = record;
    m_model = model;
    if (isOther) {
        ++m_generation;
        m_earlier.clear();
        m_asked = 0;
    }
    showFacts();
    if (isVisible())
        askForEarlierAttempts();
}

void UsagePane::clear()
{
    ++m_generation;
    m_record.reset();
    m_earlier.clear();
    m_asked = 0;
    m_bar->setParts({});
    m_bar->hide();
    m_facts->setFacts({});
}

void UsagePane::showFacts()
{
    const std::optional<Usage> &usage = m_record->transcript.usage;
    m_bar->setVisible(usage.has_value());
    m_bar->setParts(usage ? partsOf(*usage) : std::vector<ProportionBar::Part>());
    std::vector<Fact> facts = usageFacts(*m_record, m_model);
    facts.insert(facts.end(), m_earlier.begin(), m_earlier.end());
    m_facts->setFacts(facts);
}

/// One after the other: folding an attempt again takes its time where it is long.
void UsagePane::askForEarlierAttempts()
{
    constexpr int most = 20;
    const std::vector<int> numbers = m_record ? earlierResponses(m_record->attempts) : std::vector<int>();
    if (m_asked >= std::min(int(numbers.size()), most))
        return;
    const int number = numbers[size_t(m_asked++)];
    const auto take = [this, number, generation = m_generation](const Result<Transcript> &earlier) {
        if (generation != m_generation)
            return;
        m_earlier.emplace_back(tr("Attempt %1 used").arg(number),
                               earlier ? usageLine(earlier->usage) : tr("its events could not be read"));
        showFacts();
        askForEarlierAttempts();
    };
    whenAnswered(m_library.transcriptOf(m_record->id, number), this, take);
}

void UsagePane::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    if (m_asked == 0)
        askForEarlierAttempts();
}

} // namespace reasonglass
