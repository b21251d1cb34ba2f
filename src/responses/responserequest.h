#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// A file that goes along with the prompt.
struct Attachment
{
    QString fileName;
    QString mimeType; ///< e.g. "text/plain", "image/png"
    QByteArray bytes;

    bool operator==(const Attachment &) const = default;
};

/// What a person asks a model for, in the Responses API's terms. An empty string or nullopt means
/// "not asked for": the field is then not sent and the server's default applies.
struct ResponseRequest
{
    QString model;
    QString prompt;
    QString instructions = {};
    std::vector<Attachment> attachments = {};
    QString effort = {};    ///< reasoning.effort: none, minimal, low, medium, high, xhigh, max
    QString summary = {};   ///< reasoning.summary: auto, concise, detailed
    QString verbosity = {}; ///< text.verbosity: low, medium, high
    std::optional<int> maxOutputTokens = {}; ///< includes reasoning tokens
    std::optional<double> temperature = {};
    QByteArray jsonSchema = {};     ///< a JSON schema the answer must satisfy (text.format)
    std::optional<bool> store = {}; ///< whether the server may keep the response
    bool background = false;
    bool stream = true;
    /// Asks the server not to pad stream events (`stream_options.include_obfuscation`: false).
    bool plainEvents = false;

    bool operator==(const ResponseRequest &) const = default;
};

/// The body of `POST /responses`. Text attachments become text parts that name their file, images
/// `input_image` data URIs, everything else `input_file` data.
QJsonObject toJson(const ResponseRequest &request);

} // namespace reasonglass
