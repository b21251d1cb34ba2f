#include "ui/run/jsontreemodel.h"

#include "base/visibletext.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool holdsValues(JsonKind kind)
{
    return kind == JsonKind::Object || kind == JsonKind::Array;
}

/// One line of what a string has, with what hides made visible.
QString oneLine(const QString &text)
{
    QString line = visibleText(text);
    line.replace(u'\n', u'↵');
    line.replace(u'\t', u' ');
    return line;
}

QString shortened(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    const bool splits = text[most - 1].isHighSurrogate();
    return text.first(splits ? most - 1 : most) + u'…';
}

/// A name as a part of a JSON pointer.
QString pointerPart(QString name)
{
    return name.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
}

} // namespace

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{ }

void JsonTreeModel::clear()
{
    beginResetModel();
    m_nodes.clear();
    m_open.clear();
    m_complete = 0;
    endResetModel();
}

/// Whoever shows the rows hears once of each row that was there before and got new ones below it, or was
/// completed; what is within new rows comes with them.
void JsonTreeModel::take(const std::vector<JsonStep> &steps)
{
    const size_t known = m_nodes.size();
    std::map<size_t, std::vector<size_t>> added; ///< below rows that are known
    std::vector<size_t> closed;
    for (const JsonStep &step : steps) {
        if (step.what != JsonStep::What::Closed) {
            add(step, known, added);
            continue;
        }
        if (m_open.back() < known && m_open.back() != top)
            closed.push_back(m_open.back());
        close(step);
    }
    if (known == 0 && !m_nodes.empty())
        added[top] = std::exchange(m_nodes[top].children, {});
    for (const auto &[parent, children] : added)
        addRows(parent, children);
    for (const size_t node : closed)
        emit dataChanged(indexOf(node, Column::Value), indexOf(node, Column::Value));
}

/// Rows below one that is \a known are put off until it is told that they come.
void JsonTreeModel::add(const JsonStep &step, size_t known, std::map<size_t, std::vector<size_t>> &added)
{
    const size_t node = m_nodes.size();
    const bool opens = step.what == JsonStep::What::Opened;
    m_nodes.push_back({.step = step, .isOpen = opens});
    if (!m_open.empty()) {
        const size_t parent = m_open.back();
        const bool isKnown = parent < known;
        auto &siblings = isKnown ? added[parent] : m_nodes[parent].children;
        const size_t before = siblings.size() + (isKnown ? m_nodes[parent].children.size() : 0);
        siblings.push_back(node);
        m_nodes[node].parent = parent;
        m_nodes[node].row = int(before);
    }
    if (opens)
        m_open.push_back(node);
    else
        ++m_complete;
}

void JsonTreeModel::close(const JsonStep &step)
{
    Node &node = m_nodes[m_open.back()];
    node.isOpen = false;
    node.step.end = step.end;
    m_open.pop_back();
    ++m_complete;
}

void JsonTreeModel::addRows(size_t parent, const std::vector<size_t> &children)
{
    if (children.empty())
        return;
    std::vector<size_t> &rows = m_nodes[parent].children;
    const int first = int(rows.size());
    beginInsertRows(parent == top ? QModelIndex() : indexOf(parent, Column::Name), first,
                    first + int(children.size()) - 1);
    rows.insert(rows.end(), children.begin(), children.end());
    endInsertRows();
}

size_t JsonTreeModel::at(const QModelIndex &index) const
{
    return index.isValid() ? size_t(index.internalId()) : top;
}

QModelIndex JsonTreeModel::indexOf(size_t node, Column column) const
{
    return createIndex(m_nodes[node].row, int(column), quintptr(node));
}

bool JsonTreeModel::isArrayEntry(const QModelIndex &index) const
{
    return m_nodes.at(at(index)).step.index >= 0;
}

bool JsonTreeModel::isContainer(const QModelIndex &index) const
{
    return holdsValues(m_nodes.at(at(index)).step.kind);
}

bool JsonTreeModel::isString(const QModelIndex &index) const
{
    return m_nodes.at(at(index)).step.kind == JsonKind::String;
}

bool JsonTreeModel::isOpen(const QModelIndex &index) const
{
    return m_nodes.at(at(index)).isOpen;
}

std::pair<qsizetype, qsizetype> JsonTreeModel::placeOf(const QModelIndex &index) const
{
    const JsonStep &step = m_nodes.at(at(index)).step;
    return {step.begin, step.end};
}

QString JsonTreeModel::nameOf(const Node &node) const
{
    return node.step.index >= 0 ? QString::number(node.step.index) : node.step.name;
}

QString JsonTreeModel::pathOf(const QModelIndex &index) const
{
    QStringList parts;
    for (QModelIndex part = index; part.isValid(); part = part.parent())
        parts.prepend(u'/' + pointerPart(nameOf(m_nodes.at(at(part)))));
    return parts.join(QString());
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, quintptr(m_nodes[at(parent)].children[size_t(row)]));
}

QModelIndex JsonTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const size_t parent = m_nodes.at(at(child)).parent;
    return parent == top ? QModelIndex() : indexOf(parent, Column::Name);
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    return m_nodes.empty() || parent.column() > 0 ? 0 : int(m_nodes.at(at(parent)).children.size());
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return 2;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

Qt::ItemFlags JsonTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return isContainer(index) ? usual : usual | Qt::ItemNeverHasChildren;
}

QString JsonTreeModel::valueText(const Node &node) const
{
    const auto count = int(node.children.size());
    switch (node.step.kind) {
    case JsonKind::Object:
        if (node.isOpen)
            return u"{…"_s;
        if (count == 0)
            return u"{ }"_s;
        return count == 1 ? tr("1 field") : tr("%n fields", nullptr, count);
    case JsonKind::Array:
        if (node.isOpen)
            return u"[…"_s;
        if (count == 0)
            return u"[ ]"_s;
        return count == 1 ? tr("1 entry") : tr("%n entries", nullptr, count);
    case JsonKind::String:
        return u'"' + oneLine(shortened(node.step.text, shownText)) + u'"';
    case JsonKind::Number:
    case JsonKind::Boolean:
    case JsonKind::Null:
        break;
    }
    return shortened(node.step.text, shownText);
}

/// The path and the beginning of the value. A tool tip that looks like HTML is taken for it: nothing of the
/// model's may be.
QString JsonTreeModel::tip(const QModelIndex &index) const
{
    const Node &node = m_nodes.at(at(index));
    QString said = visibleText(shortened(pathOf(index), longestTip));
    if (!holdsValues(node.step.kind)) {
        const QString text = shortened(node.step.text, longestTip);
        const bool isCut = node.step.length > node.step.text.size() && !text.endsWith(u'…');
        said += u'\n' + visibleText(text) + (isCut ? u"…"_s : QString());
    }
    return u"<div style=\"white-space: pre-wrap\">"_s + said.toHtmlEscaped() + u"</div>"_s;
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = m_nodes.at(at(index));
    if (role == Qt::DisplayRole) {
        if (index.column() == int(Column::Value))
            return valueText(node);
        return node.step.index >= 0 ? nameOf(node) : oneLine(shortened(node.step.name, shownText));
    }
    if (role == Qt::ToolTipRole)
        return tip(index);
    return {};
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == int(Column::Name) ? tr("Name") : tr("Value");
}

} // namespace reasonglass
