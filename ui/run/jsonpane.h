#pragma once

#include "responses/jsongrowth.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QTreeView;

namespace reasonglass {

class JsonTreeModel;

/// What is wrong with \a json by \a schema, with the place, in plain words; nullopt: nothing is.
using SchemaCheck = std::function<std::optional<QString>(const QByteArray &schema, const QString &json)>;

/// A JSON text as a tree, while it arrives: each field appears when it is complete. A line below says whether
/// the whole is, and whether it is what was asked for. Reads only while it is visible. What the reader has
/// unfolded and selected stays so.
class JsonPane : public QWidget
{
    Q_OBJECT

public:
    explicit JsonPane(QWidget *parent = nullptr);

    /// What the text must satisfy. Without \a check nothing is said of that.
    void setSchema(const QByteArray &schema, SchemaCheck check = {});

    void clear();
    /// More of the text.
    void append(const QString &piece);
    /// The text as it is now: goes on from what there is where it begins with that, else begins anew.
    void setText(const QString &text);
    /// No more is expected.
    void finish();

    const QString &text() const { return m_text; }
    QTreeView &tree() { return *m_tree; }
    /// What the line below the tree says.
    QString state() const;
    /// Shows what has arrived now, not with the next frame.
    void flush();

public slots:
    void copyValue();
    void copyPath();
    void copyAll();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Standing { Waiting, Missing, Arriving, Complete, Unfitting, Faulty, BrokenOff };

    void buildTree();
    void textChanged();
    void check();
    void unfold(const QModelIndex &parent, int first, int last, int depth);
    void showState();
    Standing standing() const;
    QString words(Standing standing) const;
    QString faultText(const JsonFault &fault) const;

    QTreeView *m_tree;
    JsonTreeModel *m_model;
    QLabel *m_state;
    QTimer m_frame;
    QString m_text;
    qsizetype m_read = 0; ///< of the text
    JsonGrowth m_growth;
    bool m_finished = false;
    int m_mayUnfold = 0; ///< rows that are unfolded by themselves
    QByteArray m_schema;
    SchemaCheck m_check;
    bool m_isChecked = false;
    std::optional<QString> m_problem;
};

} // namespace reasonglass
