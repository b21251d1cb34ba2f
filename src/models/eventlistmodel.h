#pragma once

#include "analysis/analysisid.h"
#include "base/error.h"
#include "sse/frame.h"

#include <QAbstractTableModel>

#include <vector>

namespace reasonglass {

class AnalysisLibrary;

/// The wire events of one attempt, read from the library page by page as a view scrolls. The same for
/// a run that goes on: poll() fetches what has been written since.
class EventListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Ordinal, Time, Gap, Type, Size };
    enum Role { RawRole = Qt::UserRole + 1 }; ///< the data as received, as text

    /// \a library must outlive the model.
    explicit EventListModel(AnalysisLibrary &library, QObject *parent = nullptr);

    void setAttempt(AnalysisId id, int attempt);
    void clear();
    /// Looks for events that came after the last one shown.
    void poll();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void failed(const reasonglass::Error &error);

private:
    void append(std::vector<Frame> frames);
    QVariant text(int row, Column column) const;

    AnalysisLibrary &m_library;
    AnalysisId m_id{};
    int m_attempt = 0;
    std::vector<Frame> m_frames;
    bool m_fetching = false;
    bool m_complete = false; ///< the last page came back short
    int m_generation = 0;    ///< answers to questions about another attempt are dropped
};

} // namespace reasonglass
