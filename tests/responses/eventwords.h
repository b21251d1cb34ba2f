#pragma once

#include "base/overloaded.h"
#include "responses/responseevent.h"

#include <QStringList>

#include <array>

namespace reasonglass::test {

/// Events and transcripts as words, so that tables are readable and failures speak.
inline QString word(PartKind kind)
{
    static constexpr std::array words{"summary", "raw", "text", "refusal", "input", "output"};
    return QString::fromLatin1(words.at(size_t(kind)));
}

inline QString word(std::optional<ResponseStatus> status)
{
    static constexpr std::array words{"in_progress", "queued", "completed",
                                      "incomplete",  "failed", "cancelled"};
    return status ? QString::fromLatin1(words.at(size_t(*status))) : QStringLiteral("-");
}

inline QString words(const ItemRef &ref)
{
    const QString id = ref.itemId.isEmpty() ? QStringLiteral("-") : ref.itemId;
    return QStringLiteral("%1 %2.%3").arg(id).arg(ref.outputIndex).arg(ref.partIndex);
}

inline QString words(const ResponseError &error)
{
    return QStringLiteral("[%1|%2|%3|%4]").arg(error.code, error.message, error.type, error.param);
}

inline QString words(const ContentPart &part)
{
    QString text = part.kind ? word(*part.kind) : QStringLiteral("other");
    text += QStringLiteral(" %1 ").arg(part.index)
        + (part.text ? u'\'' + *part.text + u'\'' : QStringLiteral("null"));
    for (const QByteArray &annotation : part.annotations)
        text += u' ' + QString::fromUtf8(annotation);
    return text;
}

inline QString words(const OutputItem &item)
{
    QStringList fields{item.type};
    for (const QString &field : {item.id, item.name, item.status, item.phase}) {
        if (!field.isEmpty())
            fields += field;
    }
    if (item.encrypted)
        fields += QStringLiteral("encrypted");
    for (const ContentPart &part : item.parts)
        fields += u'(' + words(part) + u')';
    return fields.join(u' ');
}

inline QString words(const Usage &usage)
{
    const QString cost = usage.reportedCostUsd ? u' ' + QString::number(*usage.reportedCostUsd) : QString();
    return QStringLiteral("usage %1/%2/%3 %4/%5 %6")
               .arg(usage.input)
               .arg(usage.cached)
               .arg(usage.cacheWrite)
               .arg(usage.output)
               .arg(usage.reasoning)
               .arg(usage.total)
        + cost;
}

inline QString words(const ResponseObject &response)
{
    QStringList fields{word(response.status)};
    for (const QString &field :
         {response.id, response.model, response.serviceTier, response.effort, response.incompleteReason}) {
        if (!field.isEmpty())
            fields += field;
    }
    if (response.error)
        fields += words(*response.error);
    if (response.usage)
        fields += words(*response.usage);
    for (const OutputItem &item : response.output)
        fields += u'{' + words(item) + u'}';
    return fields.join(u' ');
}

inline QString words(const ResponsePayload &payload)
{
    static constexpr std::array phases{"created",   "queued",     "in_progress",
                                       "completed", "incomplete", "failed"};
    const auto stage = [](bool done) { return done ? QStringLiteral("done ") : QStringLiteral("added "); };
    return std::visit(
        Overloaded{
            [](const TextDelta &e) -> QString {
                return word(e.kind) + u" delta " + words(e.ref) + u" '" + e.delta + u'\'';
            },
            [](const TextDone &e) -> QString {
                return word(e.kind) + u" done " + words(e.ref) + u" '" + e.text + u'\'';
            },
            [&](const PartEvent &e) -> QString {
                return QStringLiteral("part ") + stage(e.done) + words(e.ref) + u" (" + words(e.part) + u')';
            },
            [&](const ItemEvent &e) -> QString {
                return QStringLiteral("item ") + stage(e.done) + QString::number(e.outputIndex) + u" {"
                    + words(e.item) + u'}';
            },
            [](const LifecycleEvent &e) -> QString {
                return QString::fromLatin1(phases.at(size_t(e.phase))) + u": " + words(e.response);
            },
            [](const AnnotationAdded &e) -> QString {
                return QStringLiteral("annotation ") + words(e.ref) + u' ' + QString::fromUtf8(e.annotation);
            },
            [](const ToolProgress &e) -> QString {
                return QStringLiteral("tool ") + e.tool + u' ' + e.stage + u' ' + words(e.ref);
            },
            [](const ErrorEvent &e) -> QString { return QStringLiteral("error ") + words(e.error); },
            [](const KeepAlive &) { return QStringLiteral("keep-alive"); },
            [](const StreamDone &) { return QStringLiteral("[DONE]"); },
            [](const IgnoredEvent &e) -> QString { return QStringLiteral("ignored ") + e.type; },
            [](const UnknownEvent &e) -> QString { return QStringLiteral("unknown ") + e.type; },
        },
        payload);
}

/// "type id #outputIndex r1 (kind index 'text')…" per item; "r0" and what is empty are left out.
inline QString words(const TranscriptItem &item)
{
    QStringList fields{item.type};
    for (const QString &field : {item.id, item.name}) {
        if (!field.isEmpty())
            fields += field;
    }
    if (item.outputIndex >= 0)
        fields += QStringLiteral("#%1").arg(item.outputIndex);
    if (item.round > 0)
        fields += QStringLiteral("r%1").arg(item.round);
    if (item.closed)
        fields += QStringLiteral("closed");
    for (const TranscriptPart &part : item.parts)
        fields += QStringLiteral("(%1 %2 '%3')").arg(word(part.kind)).arg(part.index).arg(part.text);
    return fields.join(u' ');
}

inline QString words(const Transcript &transcript)
{
    QStringList lines;
    for (const TranscriptItem &item : transcript.items)
        lines += words(item);
    return lines.join(u'\n');
}

} // namespace reasonglass::test
