#include "store/analysisfile.h"

#include <QBuffer>
#include <QCryptographicHash>

#include <cstdint>
#include <cstdlib>

using namespace reasonglass;

namespace {

Result<PortableAnalysis> read(const QByteArray &content)
{
    QBuffer file;
    file.setData(content);
    file.open(QIODevice::ReadOnly);
    return readAnalysisFile(file,
                            {.lineBytes = 1024 * 1024, .totalBytes = 4 * 1024 * 1024, .frames = 10'000});
}

} // namespace

/// Any bytes are an analysis or an error. Chance does not find a checksum, so one is made for every input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QByteArray content(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)read(content);
    if (!content.endsWith('\n'))
        content += '\n';
    const QByteArray sum = QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
    const auto frames = content.count("\"of\"");
    const auto analysis = read(content + "{\"end\":{\"frames\":" + QByteArray::number(frames)
                               + ",\"sha256\":\"" + sum + "\"}}\n");
    if (analysis && analysis->frames.size() != analysis->record.attempts.size())
        std::abort();
    return 0;
}
