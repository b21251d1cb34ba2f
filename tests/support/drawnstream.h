#pragma once

#include "replay/streamfaults.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QString>
#include <QStringList>

namespace reasonglass::test {

/// Draws the event stream of a response that never was: reasoning, tools, messages, and an end of some
/// kind, complete with `.done` events, numbers and snapshots. The same random numbers, the same stream.
class DrawnStream
{
public:
    explicit DrawnStream(QRandomGenerator &random)
        : m_random(random)
    { }

    StreamEvents draw()
    {
        lifecycle(QStringLiteral("created"), QStringLiteral("in_progress"));
        lifecycle(QStringLiteral("in_progress"), QStringLiteral("in_progress"));
        const int items = 1 + m_random.bounded(3);
        for (int i = 0; i < items; ++i) {
            switch (m_random.bounded(5)) {
            case 0:
                toolCall();
                break;
            case 1:
            case 2:
                reasoning();
                break;
            default:
                message();
            }
        }
        end();
        return m_events;
    }

private:
    using Object = QJsonObject;

    QString text()
    {
        static const QStringList words{
            QStringLiteral("moon "),        QStringLiteral("**Plan**\n\n"),    QStringLiteral("\u00fcber "),
            QStringLiteral("\u6708 "),      QStringLiteral("\U0001F315"),      QStringLiteral("\"quoted\" "),
            QStringLiteral("back\\slash "), QStringLiteral("line\u2028end\n"), QStringLiteral("data: x\n\n"),
            QStringLiteral("e\u0301 "),     QStringLiteral("0123456789"),      QStringLiteral("\ttab ")};
        QString drawn;
        for (int i = 1 + m_random.bounded(4); i > 0; --i)
            drawn += words.at(m_random.bounded(int(words.size())));
        return drawn;
    }

    void add(const QString &type, Object object)
    {
        object.insert(QStringLiteral("type"), type);
        object.insert(QStringLiteral("sequence_number"), m_number++);
        m_events.push_back(withObject({.name = type.toUtf8()}, object));
    }

    Object response(const QString &status) const
    {
        return {{QStringLiteral("id"), QStringLiteral("resp_drawn")},
                {QStringLiteral("object"), QStringLiteral("response")},
                {QStringLiteral("model"), QStringLiteral("m-1")},
                {QStringLiteral("status"), status},
                {QStringLiteral("error"), QJsonValue()},
                {QStringLiteral("output"), m_output}};
    }

    void lifecycle(const QString &name, const QString &status)
    {
        add(QStringLiteral("response.") + name, {{QStringLiteral("response"), response(status)}});
    }

    QString itemId() const { return QStringLiteral("item_%1").arg(m_output.size()); }

    Object place(QLatin1StringView indexName, int part) const
    {
        return {{QStringLiteral("item_id"), itemId()},
                {QStringLiteral("output_index"), m_output.size()},
                {QString(indexName), part}};
    }

    void itemAdded(const Object &item)
    {
        add(QStringLiteral("response.output_item.added"),
            {{QStringLiteral("output_index"), m_output.size()}, {QStringLiteral("item"), item}});
    }

    void itemDone(Object item)
    {
        item.insert(QStringLiteral("status"), QStringLiteral("completed"));
        add(QStringLiteral("response.output_item.done"),
            {{QStringLiteral("output_index"), m_output.size()}, {QStringLiteral("item"), item}});
        m_output.append(item);
    }

    /// The deltas of one text and its `.done`; returns the text.
    QString streamed(const QString &type, const Object &where, const QString &doneField)
    {
        QString whole;
        for (int i = 1 + m_random.bounded(8); i > 0; --i) {
            const QString piece = text();
            whole += piece;
            Object delta = where;
            delta.insert(QStringLiteral("delta"), piece);
            add(type + QStringLiteral(".delta"), delta);
        }
        Object done = where;
        done.insert(doneField, whole);
        add(type + QStringLiteral(".done"), done);
        return whole;
    }

    void toolCall()
    {
        Object item{{QStringLiteral("type"), QStringLiteral("function_call")},
                    {QStringLiteral("id"), itemId()},
                    {QStringLiteral("name"), QStringLiteral("look_up")},
                    {QStringLiteral("call_id"), QStringLiteral("call_1")},
                    {QStringLiteral("arguments"), QString()}};
        itemAdded(item);
        Object where = place(QLatin1StringView("unused"), 0);
        where.remove(QStringLiteral("unused"));
        item.insert(
            QStringLiteral("arguments"),
            streamed(QStringLiteral("response.function_call_arguments"), where, QStringLiteral("arguments")));
        itemDone(item);
    }

    void reasoning()
    {
        const bool raw = m_random.bounded(3) == 0;
        const QString list = raw ? QStringLiteral("content") : QStringLiteral("summary");
        Object item{{QStringLiteral("type"), QStringLiteral("reasoning")}, {QStringLiteral("id"), itemId()}};
        item.insert(QStringLiteral("summary"), QJsonArray());
        itemAdded(item);
        QJsonArray parts;
        for (int part = 0; part < 1 + int(m_random.bounded(3)); ++part) {
            const Object where =
                place(raw ? QLatin1StringView("content_index") : QLatin1StringView("summary_index"), part);
            const QString type = raw ? QStringLiteral("response.reasoning_text")
                                     : QStringLiteral("response.reasoning_summary_text");
            const QString told = streamed(type, where, QStringLiteral("text"));
            parts.append(Object{{QStringLiteral("type"),
                                 raw ? QStringLiteral("reasoning_text") : QStringLiteral("summary_text")},
                                {QStringLiteral("text"), told}});
        }
        item.insert(list, parts);
        itemDone(item);
    }

    void message()
    {
        Object item{{QStringLiteral("type"), QStringLiteral("message")},
                    {QStringLiteral("id"), itemId()},
                    {QStringLiteral("role"), QStringLiteral("assistant")},
                    {QStringLiteral("content"), QJsonArray()}};
        itemAdded(item);
        QJsonArray parts;
        const bool refuses = m_random.bounded(12) == 0;
        const QString field = refuses ? QStringLiteral("refusal") : QStringLiteral("text");
        const QString type = refuses ? QStringLiteral("refusal") : QStringLiteral("output_text");
        for (int part = 0; part < 1 + int(m_random.bounded(2)); ++part) {
            const Object where = place(QLatin1StringView("content_index"), part);
            Object described{{QStringLiteral("type"), type}, {field, QString()}};
            Object event = where;
            event.insert(QStringLiteral("part"), described);
            add(QStringLiteral("response.content_part.added"), event);
            described.insert(field, streamed(QStringLiteral("response.") + type, where, field));
            event.insert(QStringLiteral("part"), described);
            add(QStringLiteral("response.content_part.done"), event);
            parts.append(described);
        }
        item.insert(QStringLiteral("content"), parts);
        itemDone(item);
    }

    void end()
    {
        switch (m_random.bounded(8)) {
        case 0:
            ended(QStringLiteral("incomplete"));
            break;
        case 1:
            add(QStringLiteral("error"),
                {{QStringLiteral("error"),
                  Object{{QStringLiteral("code"), QStringLiteral("server_error")},
                         {QStringLiteral("message"), QStringLiteral("it broke")}}}});
            [[fallthrough]];
        case 2:
            ended(QStringLiteral("failed"));
            break;
        default:
            ended(QStringLiteral("completed"));
        }
    }

    void ended(const QString &status)
    {
        Object told = response(status);
        if (m_random.bounded(6) == 0)
            told.insert(QStringLiteral("output"), QJsonArray()); // some servers do not repeat it
        told.insert(QStringLiteral("usage"),
                    Object{{QStringLiteral("input_tokens"), 10},
                           {QStringLiteral("output_tokens"), 20},
                           {QStringLiteral("total_tokens"), 30}});
        if (status == QLatin1StringView("incomplete"))
            told.insert(QStringLiteral("incomplete_details"),
                        Object{{QStringLiteral("reason"), QStringLiteral("max_output_tokens")}});
        if (status == QLatin1StringView("failed"))
            told.insert(QStringLiteral("error"),
                        Object{{QStringLiteral("code"), QStringLiteral("server_error")},
                               {QStringLiteral("message"), QStringLiteral("it broke")}});
        add(QStringLiteral("response.") + status, {{QStringLiteral("response"), told}});
    }

    QRandomGenerator &m_random;
    StreamEvents m_events;
    QJsonArray m_output;
    qint64 m_number = 0;
};

} // namespace reasonglass::test
