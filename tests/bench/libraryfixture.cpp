#include "bench/libraryfixture.h"

#include "store/librarywriter.h"

using namespace Qt::StringLiterals;

namespace reasonglass::bench {

namespace {

AnalysisRecord finishedRecord(int number)
{
    constexpr qint64 startUs = 1'750'000'000'000'000;
    constexpr qint64 minuteUs = 60'000'000;
    const qint64 createdUs = startUs + number * minuteUs;
    AnalysisRecord record;
    record.id = newAnalysisId(createdUs);
    record.title = u"Question %1 about the tiling of boards"_s.arg(number);
    record.status = AnalysisStatus::Completed;
    record.createdUtcUs = createdUs;
    record.endedUtcUs = createdUs + minuteUs / 2;
    record.request.providerId = u"openai"_s;
    record.request.response = {.model = u"gpt-5-mini"_s, .prompt = record.title};
    record.transcript.model = u"gpt-5-mini-2025-08-07"_s;
    record.transcript.status = ResponseStatus::Completed;
    record.transcript.usage = Usage{.input = 100, .output = 900, .reasoning = 500, .total = 1000};
    record.transcript.items = {{.type = u"message"_s,
                                .parts = {{.kind = PartKind::OutputText,
                                           .text = u"The answer to question %1 is known."_s.arg(number)}}}};
    return record;
}

} // namespace

void writeLibrary(const QString &path, int count)
{
    LibraryWriter writer(path);
    writer.open();
    constexpr int batch = 500;
    for (int i = 0; i < count; ++i) {
        const AnalysisRecord record = finishedRecord(i);
        writer.beginAnalysis(record);
        writer.endAnalysis(record);
        if (i % batch == 0)
            writer.flush();
    }
    writer.flush();
}

} // namespace reasonglass::bench
