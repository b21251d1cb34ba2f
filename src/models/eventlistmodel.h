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
///
/// An attempt that took up a response begins with a row of its own, the seam, which is no event.
class EventListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Ordinal, Time, Gap, Type, Size };
    enum class Begins { WithTheResponse, AtASeam };
    enum Role {
        RawRole = Qt::UserRole + 1, ///< the data as received, as text
        SeamRole,                   ///< bool: this row is the seam
        RepeatRole,                 ///< bool: the event had come before the seam
    };
    Q_ENUM(Role)

    /// \a library must outlive the model.
    explicit EventListModel(AnalysisLibrary &library, QObject *parent = nullptr);

    void setAttempt(AnalysisId id, int attempt, Begins begins = Begins::WithTheResponse);
    /// The sequence number of the last event that was known before the seam.
    void setLastKnown(qint64 sequenceNumber);
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
    QVariant text(size_t number, Column column) const;
    int seamRows() const { return m_begins == Begins::AtASeam ? 1 : 0; }
    bool isRepeat(const Frame &frame) const;

    AnalysisLibrary &m_library;
    AnalysisId m_id{};
    int m_attempt = 0;
    Begins m_begins = Begins::WithTheResponse;
    qint64 m_lastKnown = -1;
    std::vector<Frame> m_frames;
    bool m_fetching = false;
    bool m_complete = false; ///< the last page came back short
    int m_generation = 0;    ///< answers to questions about another attempt are dropped
};

} // namespace reasonglass
