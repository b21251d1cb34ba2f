#include "tasks/prompttemplate.h"

#include "tasks/arcgrid.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <optional>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

// A template may come with an imported set: it must not be able to keep the program busy.
constexpr int deepestSection = 50;
constexpr int mostSteps = 1'000'000;
constexpr qsizetype mostCharacters = qsizetype(32) << 20;

enum class Kind { Text, Field, Section, InvertedSection, Close, Comment };
enum class Filter { None, Grid, Json };

/// A part of a template: text, or a mark. Sections have children.
struct Node
{
    Kind kind = Kind::Text;
    QString text; ///< of a mark: the field's name
    Filter filter = Filter::None;
    int line = 1;
    std::vector<Node> children = {};
};

Error templateError(int line, const QString &what)
{
    return {
        .kind = ErrorKind::Usage, .message = u"line %1: %2"_s.arg(line).arg(what), .code = u"bad_template"_s};
}

Unexpected<Error> wrong(int line, const QString &what)
{
    return Unexpected{templateError(line, what)};
}

Kind kindOf(QChar sigil)
{
    switch (sigil.unicode()) {
    case u'#':
        return Kind::Section;
    case u'^':
        return Kind::InvertedSection;
    case u'/':
        return Kind::Close;
    case u'!':
        return Kind::Comment;
    default:
        return Kind::Field;
    }
}

/// A mark from what stands between its braces.
Result<Node> markFrom(QStringView inner, int line)
{
    QStringView text = inner.trimmed();
    if (text.isEmpty())
        return wrong(line, u"{{}} names no field"_s);
    Node mark{.kind = kindOf(text.front()), .line = line};
    if (mark.kind == Kind::Comment)
        return mark;
    if (mark.kind != Kind::Field)
        text = text.mid(1).trimmed();
    else if (QStringView(u"{>&=").contains(text.front()))
        return wrong(line, u"{{%1 is not part of this language"_s.arg(text.front()));
    if (const qsizetype bar = text.lastIndexOf(u'|'); mark.kind == Kind::Field && bar >= 0) {
        const QStringView filter = text.mid(bar + 1).trimmed();
        if (filter != "grid"_L1 && filter != "json"_L1)
            return wrong(line, u"there is no filter \"%1\", only \"grid\" and \"json\""_s.arg(filter));
        mark.filter = filter == "grid"_L1 ? Filter::Grid : Filter::Json;
        text = text.left(bar).trimmed();
    }
    if (text.isEmpty() || text.contains(u'{') || text.contains(u'}') || text.contains(u'\n'))
        return wrong(line, u"{{%1}} names no field"_s.arg(inner.trimmed()));
    mark.text = text.toString();
    return mark;
}

/// Cuts a template into text and marks, one after the other.
class Cutter
{
public:
    explicit Cutter(QStringView text)
        : m_text(text)
    { }

    Result<std::vector<Node>> cut()
    {
        while (m_at < m_text.size()) {
            const qsizetype open = m_text.indexOf("{{"_L1, m_at);
            if (open < 0)
                break;
            if (auto done = takeMark(open); !done)
                return Unexpected{done.error()};
        }
        addText(m_text.mid(m_at));
        return std::move(m_nodes);
    }

private:
    Result<> takeMark(qsizetype open)
    {
        const int line = m_line + int(m_text.mid(m_at, open - m_at).count(u'\n'));
        const qsizetype close = m_text.indexOf("}}"_L1, open + 2);
        if (close < 0)
            return wrong(line, u"this \"{{\" has no \"}}\""_s);
        Result<Node> mark = markFrom(m_text.mid(open + 2, close - open - 2), line);
        if (!mark)
            return Unexpected{mark.error()};
        qsizetype from = open;
        qsizetype to = close + 2;
        if (mark->kind != Kind::Field)
            takeLineAlong(from, to);
        addText(m_text.mid(m_at, from - m_at));
        m_line = line + int(m_text.mid(open, to - open).count(u'\n'));
        m_at = to;
        m_nodes.push_back(std::move(*mark));
        return {};
    }

    /// Widens \a from and \a to, a mark's range, to its whole line where nothing else stands on it.
    void takeLineAlong(qsizetype &from, qsizetype &to) const
    {
        qsizetype start = from;
        while (start > 0 && isBlank(m_text.at(start - 1)))
            --start;
        qsizetype end = to;
        while (end < m_text.size() && isBlank(m_text.at(end)))
            ++end;
        if (m_text.mid(end).startsWith("\r\n"_L1))
            end += 2;
        else if (end < m_text.size() && m_text.at(end) == u'\n')
            ++end;
        else if (end < m_text.size())
            return;
        if (start == 0 || m_text.at(start - 1) == u'\n') {
            from = start;
            to = end;
        }
    }

    static bool isBlank(QChar character) { return character == u' ' || character == u'\t'; }

    void addText(QStringView text)
    {
        if (!text.isEmpty())
            m_nodes.push_back({.kind = Kind::Text, .text = text.toString(), .line = m_line});
    }

    QStringView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    std::vector<Node> m_nodes;
};

/// Ends the innermost section of \a open, which \a mark closes.
Result<> closeSection(std::vector<Node> &open, const Node &mark)
{
    if (open.size() == 1)
        return wrong(mark.line, u"{{/%1}} closes nothing"_s.arg(mark.text));
    Node section = std::move(open.back());
    open.pop_back();
    if (section.text != mark.text) {
        return wrong(
            mark.line,
            u"{{/%1}} stands where the section \"%2\" of line %3 must end"_s.arg(mark.text, section.text)
                .arg(section.line));
    }
    open.back().children.push_back(std::move(section));
    return {};
}

/// Puts what stands in sections into them.
Result<std::vector<Node>> nested(std::vector<Node> flat)
{
    std::vector<Node> open(1); // the whole, and the sections that are not closed yet
    for (Node &node : flat) {
        if (node.kind == Kind::Section || node.kind == Kind::InvertedSection) {
            if (open.size() > deepestSection)
                return wrong(node.line, u"sections stand too deep in each other"_s);
            open.push_back(std::move(node));
        } else if (node.kind == Kind::Close) {
            if (auto closed = closeSection(open, node); !closed)
                return Unexpected{closed.error()};
        } else if (node.kind != Kind::Comment) {
            open.back().children.push_back(std::move(node));
        }
    }
    if (open.size() > 1)
        return wrong(open.back().line, u"the section \"%1\" has no {{/%1}}"_s.arg(open.back().text));
    return std::move(open.front().children);
}

Result<std::vector<Node>> parse(const QString &text)
{
    auto flat = Cutter(text).cut();
    if (!flat)
        return flat;
    return nested(std::move(*flat));
}

QString compactJson(const QJsonValue &value)
{
    // QJsonDocument writes objects and arrays only.
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(QByteArrayView(array).sliced(1, array.size() - 2));
}

bool isShown(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool();
    case QJsonValue::Double:
        return value.toDouble() != 0;
    case QJsonValue::String:
        return !value.toString().isEmpty();
    case QJsonValue::Array:
        return !value.toArray().isEmpty();
    case QJsonValue::Object:
        return true;
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return false;
    }
    return false;
}

/// Writes a template's nodes with the fields of a task.
class Expansion
{
public:
    explicit Expansion(const QJsonObject &fields) { m_contexts.emplace_back(fields); }

    Result<> write(const std::vector<Node> &nodes)
    {
        for (const Node &node : nodes) {
            if (++m_steps > mostSteps || m_text.size() > mostCharacters)
                return wrong(node.line, u"the prompt would become too long"_s);
            if (auto done = write(node); !done)
                return done;
        }
        return {};
    }

    QString text() { return std::move(m_text); }

private:
    Result<> write(const Node &node)
    {
        switch (node.kind) {
        case Kind::Section:
            return writeSection(node);
        case Kind::InvertedSection:
            return isShown(find(node.text)) ? Result<>() : write(node.children);
        case Kind::Field:
            return writeField(node);
        default:
            m_text += node.text;
            return {};
        }
    }

    Result<> writeSection(const Node &node)
    {
        const QJsonValue value = find(node.text);
        if (!isShown(value))
            return {};
        if (!value.isArray())
            return writeWithin(value, node);
        const int numberOutside = std::exchange(m_number, 0);
        for (const QJsonValue entry : value.toArray()) {
            ++m_number;
            if (auto done = writeWithin(entry, node); !done)
                return done;
        }
        m_number = numberOutside;
        return {};
    }

    Result<> writeWithin(const QJsonValue &context, const Node &node)
    {
        if (++m_steps > mostSteps)
            return wrong(node.line, u"the prompt would become too long"_s);
        m_contexts.push_back(context);
        auto done = write(node.children);
        m_contexts.pop_back();
        return done;
    }

    Result<> writeField(const Node &node)
    {
        if (node.text == "@number"_L1) {
            if (m_number == 0)
                return wrong(node.line, u"{{@number}} stands outside of every section of an array"_s);
            m_text += QString::number(m_number);
            return {};
        }
        const QJsonValue value = find(node.text);
        if (value.isUndefined())
            return wrong(node.line, u"the task has no field \"%1\""_s.arg(node.text));
        if (node.filter == Filter::Grid) {
            const auto grid = arcGridFromJson(value);
            if (!grid)
                return wrong(node.line, u"the field \"%1\" is no grid"_s.arg(node.text));
            m_text += toText(*grid);
        } else {
            m_text += value.isString() && node.filter == Filter::None ? value.toString() : compactJson(value);
        }
        return {};
    }

    /// The field called \a name, from the innermost section outwards; Undefined if there is none.
    QJsonValue find(const QString &name) const
    {
        if (name == "."_L1)
            return m_contexts.back();
        for (size_t i = m_contexts.size(); i > 0; --i) {
            if (const auto value = findIn(m_contexts[i - 1], name))
                return *value;
        }
        return QJsonValue(QJsonValue::Undefined);
    }

    /// nullopt: not even the first part of \a name is known here, so it may stand further out.
    static std::optional<QJsonValue> findIn(const QJsonValue &context, const QString &name)
    {
        const QJsonObject object = context.toObject();
        if (object.contains(name)) // a column may be called "No. of legs"
            return object.value(name);
        const QStringList path = name.split(u'.');
        if (path.size() == 1 || !object.contains(path.front()))
            return std::nullopt;
        QJsonValue value = context;
        for (const QString &part : path)
            value = value.toObject().value(part);
        return value;
    }

    std::vector<QJsonValue> m_contexts; ///< the outermost first
    int m_number = 0;                   ///< of the entry of the innermost array; 0: outside of all
    int m_steps = 0;
    QString m_text;
};

} // namespace

Result<QString> expandTemplate(const QString &text, const Task &task)
{
    const auto nodes = parse(text);
    if (!nodes)
        return Unexpected{nodes.error()};
    Expansion expansion(task.fields);
    if (auto done = expansion.write(*nodes); !done)
        return Unexpected{done.error()};
    return expansion.text();
}

Result<> checkTemplate(const QString &text)
{
    const auto nodes = parse(text);
    if (!nodes)
        return Unexpected{nodes.error()};
    return {};
}

QString arcTemplate()
{
    return u"Each training pair is a grid and what one rule makes of it. Find the rule and apply it to every "
           u"test\n"
           "input. A grid is given as rows of digits; the digits 0 to 9 stand for ten colours.\n"
           "\n"
           "{{#train}}\n"
           "Training pair {{@number}}, input:\n"
           "{{input|grid}}\n"
           "\n"
           "Training pair {{@number}}, output:\n"
           "{{output|grid}}\n"
           "\n"
           "{{/train}}\n"
           "{{#test}}\n"
           "Test input {{@number}}:\n"
           "{{input|grid}}\n"
           "\n"
           "{{/test}}\n"
           "Give the output grid of each test input as JSON, an array of rows; for several test inputs one\n"
           "array after the other.\n"_s;
}

} // namespace reasonglass
