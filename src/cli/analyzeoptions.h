#pragma once

#include "analysis/analysisid.h"
#include "base/expected.h"
#include "responses/responserequest.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace reasonglass::cli {

enum class OutputFormat { Text, Json, Events };

/// The command line of `analyze`, read and checked; files are already loaded.
struct AnalyzeOptions
{
    QString provider; ///< empty: found from the model
    QString baseUrl;
    QString keyEnvironment;           ///< --key-env
    QString sample;                   ///< --sample: a bundled recording instead of a request
    std::optional<AnalysisId> resume; ///< --resume: a broken run to take up instead of a request
    ResponseRequest request;          ///< unset fields keep the defaults of settings and catalogue
    bool allowHttp = false;           ///< plain http to another machine
    bool noStream = false;
    bool noFallback = false;
    int retries = 0;
    std::optional<int> idleTimeoutSeconds;
    std::optional<double> capUsd;
    QString library;
    QString profile;
    bool save = true;
    OutputFormat output = OutputFormat::Text;
};

/// Reads \a arguments, those behind the word `analyze`. Usage errors say which option and why.
Result<AnalyzeOptions> readAnalyzeOptions(const QStringList &arguments);
/// The text of `analyze --help`.
QString analyzeHelp();

std::optional<OutputFormat> outputFormat(QStringView word);

/// A file as it goes with a request, its type found from name and content.
Result<Attachment> readAttachment(const QString &path);

} // namespace reasonglass::cli
