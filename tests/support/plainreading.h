#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>
#include <tuple>
#include <vector>

namespace reasonglass::test {

// What a stream says, read by other code than the program's: simple, slow, in one piece. Tests hold the
// program's own reading against this one.

/// The `data` of every finished block of an event stream, and of the unfinished one at its end.
struct PlainBlocks
{
    std::vector<QByteArray> finished;
    QByteArray rest; ///< null: nothing was pending
};

inline PlainBlocks plainBlocks(QByteArray body)
{
    if (body.startsWith("\xEF\xBB\xBF"))
        body.remove(0, 3);
    body.replace("\r\n", "\n").replace('\r', '\n');
    PlainBlocks blocks;
    QByteArray data;
    bool hasData = false;
    QList<QByteArray> lines = body.split('\n');
    const QByteArray unfinishedLine = lines.takeLast();
    const auto take = [&](const QByteArray &line) {
        if (line != "data" && !line.startsWith("data:"))
            return;
        QByteArray value = line.mid(5);
        if (value.startsWith(' '))
            value.remove(0, 1);
        data += (hasData ? "\n" : "") + value;
        hasData = true;
    };
    for (const QByteArray &line : lines) {
        if (!line.isEmpty()) {
            take(line);
            continue;
        }
        if (hasData)
            blocks.finished.push_back(data);
        data.clear();
        hasData = false;
    }
    take(unfinishedLine);
    if (hasData)
        blocks.rest = data.isNull() ? QByteArray("") : data;
    return blocks;
}

/// The texts of a response and how it ended, by events' data alone.
class PlainReading
{
public:
    /// One text: "summary", "raw", "text", "refusal" or "tool" before it.
    using Text = QString;

    void feed(const QByteArray &data)
    {
        const QJsonObject event = QJsonDocument::fromJson(QString::fromUtf8(data).toUtf8()).object();
        const QString type = event[QLatin1StringView("type")].toString();
        // Some gateways send a whole response as the data of one event.
        if (event[QLatin1StringView("object")].toString() == QLatin1StringView("response") && !terminal)
            end(event, QStringLiteral("response.completed"));
        if (type.isEmpty() || isRepeat(event, data) || terminal)
            return;
        if (type == QLatin1StringView("error"))
            stated = true;
        else if (type.startsWith(QLatin1StringView("response.output_item.")))
            item(event, type.endsWith(QLatin1StringView(".done")));
        else if (type.endsWith(QLatin1StringView("_part.done")))
            described(key(event, {}), event[QLatin1StringView("part")].toObject(), partIndex(event));
        else if (type.endsWith(QLatin1StringView(".delta")) || type.endsWith(QLatin1StringView(".done")))
            streamed(event, type);
        else if (isEnd(type))
            end(event[QLatin1StringView("response")].toObject(), type);
    }

    /// All texts that are not empty, in order of items, kinds and parts.
    QStringList texts() const
    {
        QStringList all = m_snapshot;
        if (m_hasSnapshot)
            return all;
        for (const QString &item : m_items) {
            for (auto part = m_parts.begin(); part != m_parts.end(); ++part) {
                if (part.key().item == item && !part->text.isEmpty())
                    all += labels().at(part.key().kind) + part->text;
            }
        }
        return all;
    }

    static const QStringList &labels()
    {
        static const QStringList names{QStringLiteral("summary "), QStringLiteral("raw "),
                                       QStringLiteral("text "), QStringLiteral("refusal "),
                                       QStringLiteral("tool ")};
        return names;
    }

    bool terminal = false; ///< an event has come that says how the response ended
    QString status;        ///< by it
    bool stated = false;   ///< an `error` event has come

private:
    struct Key
    {
        QString item;
        int kind = 0;
        int part = 0;
        bool operator<(const Key &other) const
        {
            return std::tie(item, kind, part) < std::tie(other.item, other.kind, other.part);
        }
    };
    struct Part
    {
        QString text;
        bool done = false;
    };

    static bool isEnd(const QString &type)
    {
        return type == QLatin1StringView("response.completed")
            || type == QLatin1StringView("response.incomplete")
            || type == QLatin1StringView("response.failed");
    }

    bool isRepeat(const QJsonObject &event, const QByteArray &data)
    {
        if (!event.contains(QLatin1StringView("sequence_number")))
            return false;
        const bool known = m_seen.contains(data);
        m_seen.insert(data);
        return known;
    }

    static int partIndex(const QJsonObject &event)
    {
        const QJsonValue summary = event[QLatin1StringView("summary_index")];
        return summary.isDouble() ? summary.toInt() : event[QLatin1StringView("content_index")].toInt();
    }

    /// Items are known by their position, else by their id; one that has been seen with both goes by either,
    /// for an event whose bytes are broken may have kept a field that the others lost.
    QString key(const QJsonObject &event, const QJsonObject &item)
    {
        const QJsonValue index = event[QLatin1StringView("output_index")];
        QString id = item[QLatin1StringView("id")].toString();
        if (id.isEmpty())
            id = event[QLatin1StringView("item_id")].toString();
        const QString position = index.isDouble() ? QString::number(index.toInt()) : id;
        const QString key =
            index.isDouble() && !m_items.contains(position) && m_items.contains(id) ? id : position;
        if (!m_items.contains(key))
            m_items += key;
        return key;
    }

    void streamed(const QJsonObject &event, const QString &type)
    {
        static const QMap<QString, int> kinds{{QStringLiteral("response.reasoning_summary_text"), 0},
                                              {QStringLiteral("response.reasoning_text"), 1},
                                              {QStringLiteral("response.output_text"), 2},
                                              {QStringLiteral("response.refusal"), 3},
                                              {QStringLiteral("response.function_call_arguments"), 4}};
        const auto kind = kinds.find(type.left(type.lastIndexOf(u'.')));
        if (kind == kinds.end())
            return;
        Part &part = m_parts[{key(event, {}), *kind, partIndex(event)}];
        if (type.endsWith(QLatin1StringView(".delta"))) {
            if (!part.done)
                part.text += event[QLatin1StringView("delta")].toString();
            return;
        }
        for (const char *field : {"text", "refusal", "arguments"}) {
            const QJsonValue text = event[QLatin1StringView(field)];
            if (text.isString())
                part = {.text = text.toString(), .done = true};
        }
    }

    static std::optional<std::pair<int, QString>> told(const QJsonObject &part)
    {
        static const QMap<QString, int> kinds{{QStringLiteral("summary_text"), 0},
                                              {QStringLiteral("reasoning_text"), 1},
                                              {QStringLiteral("output_text"), 2},
                                              {QStringLiteral("refusal"), 3}};
        const auto kind = kinds.find(part[QLatin1StringView("type")].toString());
        if (kind == kinds.end())
            return {};
        const char *field = *kind == 3 ? "refusal" : "text";
        return std::pair(*kind, part[QLatin1StringView(field)].toString());
    }

    void described(const QString &item, const QJsonObject &part, int index)
    {
        if (const auto text = told(part))
            m_parts[{item, text->first, index}] = {.text = text->second, .done = true};
    }

    void item(const QJsonObject &event, bool done)
    {
        const QJsonObject object = event[QLatin1StringView("item")].toObject();
        const QString itemKey = key(event, object);
        if (!done)
            return;
        for (const char *list : {"summary", "content"}) {
            int index = 0;
            for (const QJsonValue &part : object[QLatin1StringView(list)].toArray())
                described(itemKey, part.toObject(), index++);
        }
        if (object.contains(QLatin1StringView("arguments")))
            m_parts[{itemKey, 4, 0}] = {.text = object[QLatin1StringView("arguments")].toString(),
                                        .done = true};
    }

    void end(const QJsonObject &response, const QString &type)
    {
        terminal = true;
        status = response[QLatin1StringView("status")].toString(type.section(u'.', 1));
        const QJsonArray output = response[QLatin1StringView("output")].toArray();
        m_hasSnapshot = !output.isEmpty();
        for (const QJsonValue &value : output) {
            const QJsonObject object = value.toObject();
            QMap<int, QStringList> byKind;
            for (const char *list : {"summary", "content"}) {
                for (const QJsonValue &part : object[QLatin1StringView(list)].toArray()) {
                    if (const auto text = told(part.toObject()); text && !text->second.isEmpty())
                        byKind[text->first] += labels().at(text->first) + text->second;
                }
            }
            for (const QStringList &texts : byKind)
                m_snapshot += texts;
            const QString arguments = object[QLatin1StringView("arguments")].toString();
            if (!arguments.isEmpty())
                m_snapshot += labels().at(4) + arguments;
        }
    }

    QSet<QByteArray> m_seen;
    QStringList m_items;
    QMap<Key, Part> m_parts;
    bool m_hasSnapshot = false;
    QStringList m_snapshot;
};

} // namespace reasonglass::test
