#pragma once

#include "responses/jsongrowth.h"

#include <QAbstractItemModel>

#include <map>
#include <utility>
#include <vector>

namespace reasonglass {

/// The values of a JSON text, a row for each, as they become known. The members of the top value are the
/// rows of the first level. Rows are only ever added, at the end of what is open.
class JsonTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Column { Name, Value };
    static constexpr qsizetype shownText = 300;   ///< UTF-16 code units of a value in its row
    static constexpr qsizetype longestTip = 2000; ///< the same, of a tool tip

    explicit JsonTreeModel(QObject *parent = nullptr);

    /// Steps in the order in which a JsonGrowth tells them.
    void take(const std::vector<JsonStep> &steps);
    void clear();

    /// How many values have come, without objects and arrays that are still open.
    qsizetype completeCount() const { return m_complete; }
    bool isArrayEntry(const QModelIndex &index) const;
    bool isContainer(const QModelIndex &index) const;
    bool isString(const QModelIndex &index) const;
    bool isOpen(const QModelIndex &index) const;
    /// As a JSON pointer (RFC 6901): "/answers/0/text".
    QString pathOf(const QModelIndex &index) const;
    /// Where the value stands in the text, begin and end; up to where it begins while it is open.
    std::pair<qsizetype, qsizetype> placeOf(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Node
    {
        size_t parent = 0;
        int row = 0;
        JsonStep step;
        bool isOpen = false;
        std::vector<size_t> children = {};
    };
    static constexpr size_t top = 0; ///< the top value, which has no row

    size_t at(const QModelIndex &index) const;
    QModelIndex indexOf(size_t node, Column column) const;
    void add(const JsonStep &step, size_t known, std::map<size_t, std::vector<size_t>> &added);
    void close(const JsonStep &step);
    void addRows(size_t parent, const std::vector<size_t> &children);
    QString valueText(const Node &node) const;
    QString nameOf(const Node &node) const;
    QString tip(const QModelIndex &index) const;

    std::vector<Node> m_nodes;
    std::vector<size_t> m_open; ///< from the top value inwards
    qsizetype m_complete = 0;
};

} // namespace reasonglass
