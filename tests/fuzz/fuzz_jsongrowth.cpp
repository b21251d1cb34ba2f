#include "responses/jsongrowth.h"

#include <QByteArray>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

using What = JsonStep::What;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Steps nest, places nest with them, nothing is longer or deeper than is said.
void check(const std::vector<JsonStep> &steps, const JsonGrowth &growth, qsizetype size)
{
    std::vector<JsonStep> open;
    qsizetype reached = 0;
    for (const JsonStep &step : steps) {
        require(step.begin >= growth.begin() && step.end <= size && step.begin <= step.end);
        require(step.text.size() <= JsonGrowth::longestText && step.name.size() <= JsonGrowth::longestText);
        require(step.length >= step.text.size());
        if (step.what == What::Closed) {
            require(!open.empty() && open.back().kind == step.kind && open.back().begin == step.begin);
            open.pop_back();
        } else {
            require(step.begin >= reached);
            const bool inArray = !open.empty() && open.back().kind == JsonKind::Array;
            require(inArray == (step.index >= 0));
        }
        require(step.depth == int(open.size()) && step.depth <= JsonGrowth::deepest);
        if (step.what == What::Opened)
            open.push_back(step);
        reached = step.end;
    }
    require(!growth.isComplete() || (open.empty() && !steps.empty() && !growth.fault()));
}

} // namespace

/// The first byte says how large the pieces are, the rest is a JSON text, or is not. Cut into these pieces,
/// it tells the same steps as at once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const qsizetype piece = 1 + data[0] % 64;

    JsonGrowth whole;
    const std::vector<JsonStep> steps = whole.append(text);
    JsonGrowth growing;
    std::vector<JsonStep> inPieces;
    for (qsizetype at = 0; at < text.size(); at += piece) {
        const std::vector<JsonStep> more = growing.append(QStringView(text).mid(at, piece));
        inPieces.insert(inPieces.end(), more.begin(), more.end());
    }
    require(steps == inPieces);
    require(whole.fault() == growing.fault() && whole.isComplete() == growing.isComplete());
    require(whole.begin() == growing.begin() && whole.end() == growing.end());
    check(steps, whole, text.size());
    return 0;
}
