#pragma once

#include "analysis/analysisid.h"
#include "base/error.h"
#include "models/eventpages.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace reasonglass {

/// The wire events of one attempt. How many there are is known after one question; what they are is read as
/// rows are looked at, page by page, and not kept for long: a million events cost what a thousand do. A row
/// whose page is under way shows placeholder(). The same for a run that goes on: poll() looks for what has
/// been written since.
///
/// An attempt that took up a response begins with a row of its own, the seam, which is no event.
class EventListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Ordinal, Time, Gap, Type, Size };
    enum class Begins { WithTheResponse, AtASeam };
    enum Role {
        OrdinalRole =
            Qt::UserRole + 1, ///< qint64: the event's index within the attempt; invalid for the seam
        SeamRole,             ///< bool: this row is the seam
        RepeatRole,           ///< bool: the event had come before the seam
        LoadedRole,           ///< bool: the row shows the event and no placeholder
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

    AnalysisId analysis() const { return m_id; }
    int attempt() const { return m_attempt; }
    static QString placeholder();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void failed(const reasonglass::Error &error);

private:
    void setCount(qint64 count);
    void tellArrived(qint64 firstIndex, qint64 count);
    QVariant text(qint64 number, const EventRow *event, Column column) const;
    int seamRows() const { return m_begins == Begins::AtASeam ? 1 : 0; }
    bool isRepeat(const EventRow *event) const;

    AnalysisLibrary &m_library;
    EventPages *m_pages; ///< child
    AnalysisId m_id{};
    int m_attempt = 0;
    Begins m_begins = Begins::WithTheResponse;
    qint64 m_lastKnown = -1;
    qint64 m_count = 0; ///< of events
    QPointer<QFutureWatcherBase> m_question;
};

} // namespace reasonglass
