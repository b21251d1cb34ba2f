#pragma once

#include "base/error.h"
#include "store/libraryqueries.h"

#include <QAbstractListModel>
#include <QPointer>

#include <optional>
#include <vector>

class QFutureWatcherBase;

namespace reasonglass {

class AnalysisLibrary;

/// The saved analyses, newest first, as far as somebody scrolled: pages are asked for one by one and
/// never in the calling thread. With a search text, the analyses whose texts contain it.
///
/// One question is under way at a time; what a newer setQuery() or setSearch() made obsolete is
/// dropped. Lives in the GUI thread.
class AnalysisListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< AnalysisId
        RowRole,               ///< AnalysisRow
        SnippetsRole,          ///< std::vector<Snippet>: where a search found its text
    };
    Q_ENUM(Role)

    static constexpr int pageSize = 60; ///< rows

    /// \a library must outlive the model.
    explicit AnalysisListModel(AnalysisLibrary &library, QObject *parent = nullptr);
    ~AnalysisListModel() override;

    const ListQuery &query() const { return m_query; }
    /// Shows what \a query asks for; its `before` and `limit` are not looked at.
    void setQuery(const ListQuery &query);
    /// What to mark in snippets: the words searched for in texts.
    QStringList searchWords() const;
    /// Finds \a text in prompts, reasoning, answers and notes; in the trash, in titles and models. The
    /// query still restricts what is shown. An empty text ends the search.
    void setSearch(const QString &text);

    /// Looks again at what is loaded: new rows come in, changed ones change, gone ones go; the others
    /// keep their place and index.
    void refresh();

    bool isLoading() const { return !m_question.isNull(); }
    /// Whether the library has no more rows than the model.
    bool isComplete() const { return m_complete; }
    /// The row of \a id, if it is loaded.
    std::optional<int> rowOf(AnalysisId id) const;
    AnalysisId idAt(int row) const { return m_rows[std::size_t(row)].row.id; }
    const AnalysisRow &rowAt(int row) const { return m_rows[std::size_t(row)].row; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Renames by emitting renameRequested(); the new title shows at once.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    /// An answer was taken in, with or without a change.
    void loaded();
    /// The library could not be read; refresh() tries again.
    void failed(const reasonglass::Error &error);
    void renameRequested(reasonglass::AnalysisId id, const QString &title, const QString &oldTitle);

private:
    using Page = std::vector<SearchHit>;

    bool searchesTexts() const;
    void restart();
    void drop();
    void ask(std::optional<AnalysisId> before);
    void take(std::optional<AnalysisId> before, const Page &page);
    void takeFailure(const Error &error);
    void merge(std::optional<AnalysisId> before, std::optional<AnalysisId> last, const Page &page);
    void removeMissing(std::size_t from, std::size_t to, const Page &page);
    void insertRun(std::size_t at, Page::const_iterator first, Page::const_iterator last);
    std::size_t lowerBound(AnalysisId id) const;

    AnalysisLibrary &m_library;
    ListQuery m_query;
    QString m_search;
    Page m_rows;                         ///< by id, greatest first
    std::optional<AnalysisId> m_reached; ///< the last row looked at
    bool m_complete = false;
    bool m_refreshing = false; ///< the question goes over loaded rows
    bool m_refreshAgain = false;
    QPointer<QFutureWatcherBase> m_question;
};

} // namespace reasonglass
