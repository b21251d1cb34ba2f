#pragma once

#include <QStringList>
#include <QStyledItemDelegate>

namespace reasonglass {

/// Paints a saved analysis in two lines, with a third for what a search found in it.
class AnalysisDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// Makes room for the third line, in which \a terms stand out. Empty: no search, two lines.
    void setSearchTerms(const QStringList &terms) { m_terms = terms; }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

private:
    struct Lines;

    Lines linesOf(const QStyleOptionViewItem &option) const;
    void paintTitle(QPainter *painter, const QStyleOptionViewItem &option, const Lines &lines,
                    const QModelIndex &index) const;
    QRect paintBadge(QPainter *painter, const QStyleOptionViewItem &option, const QRect &title) const;
    void paintSnippet(QPainter *painter, const QStyleOptionViewItem &option, const QRect &line,
                      const QModelIndex &index) const;

    QStringList m_terms;
};

} // namespace reasonglass
