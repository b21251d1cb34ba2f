#include "responses/responserequest.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

QString dataUri(const Attachment &attachment)
{
    return "data:"_L1 + attachment.mimeType + ";base64,"_L1
        + QString::fromLatin1(attachment.bytes.toBase64());
}

bool isText(const Attachment &attachment)
{
    return attachment.mimeType.startsWith("text/"_L1) || attachment.mimeType == "application/json"_L1;
}

QJsonObject textPart(const QString &text)
{
    return {{u"type"_s, u"input_text"_s}, {u"text"_s, text}};
}

QJsonObject attachmentPart(const Attachment &attachment)
{
    if (isText(attachment))
        return textPart(u"File "_s + attachment.fileName + u":\n\n"_s + QString::fromUtf8(attachment.bytes));
    if (attachment.mimeType.startsWith("image/"_L1))
        return {
            {u"type"_s, u"input_image"_s}, {u"image_url"_s, dataUri(attachment)}, {u"detail"_s, u"auto"_s}};
    return {{u"type"_s, u"input_file"_s},
            {u"filename"_s, attachment.fileName},
            {u"file_data"_s, dataUri(attachment)}};
}

QJsonValue input(const ResponseRequest &request)
{
    if (request.attachments.empty())
        return request.prompt;
    QJsonArray content{textPart(request.prompt)};
    for (const Attachment &attachment : request.attachments)
        content.append(attachmentPart(attachment));
    return QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, content}}};
}

void insertText(QJsonObject &object, QLatin1StringView key, const QString &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

QJsonObject textOptions(const ResponseRequest &request)
{
    QJsonObject text;
    insertText(text, "verbosity"_L1, request.verbosity);
    if (!request.jsonSchema.isEmpty()) {
        text.insert("format"_L1,
                    QJsonObject{{u"type"_s, u"json_schema"_s},
                                {u"name"_s, u"answer"_s},
                                {u"strict"_s, true},
                                {u"schema"_s, QJsonDocument::fromJson(request.jsonSchema).object()}});
    }
    return text;
}

void insertObject(QJsonObject &object, QLatin1StringView key, const QJsonObject &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

} // namespace

QJsonObject toJson(const ResponseRequest &request)
{
    QJsonObject body{{u"model"_s, request.model}, {u"input"_s, input(request)}};
    insertText(body, "instructions"_L1, request.instructions);

    QJsonObject reasoning;
    insertText(reasoning, "effort"_L1, request.effort);
    insertText(reasoning, "summary"_L1, request.summary);
    insertObject(body, "reasoning"_L1, reasoning);
    insertObject(body, "text"_L1, textOptions(request));

    if (request.maxOutputTokens)
        body.insert("max_output_tokens"_L1, *request.maxOutputTokens);
    if (request.temperature)
        body.insert("temperature"_L1, *request.temperature);
    if (request.store)
        body.insert("store"_L1, *request.store);
    if (request.background)
        body.insert("background"_L1, true);
    if (request.stream) {
        body.insert("stream"_L1, true);
        if (request.plainEvents)
            body.insert("stream_options"_L1, QJsonObject{{u"include_obfuscation"_s, false}});
    }
    return body;
}

} // namespace reasonglass
