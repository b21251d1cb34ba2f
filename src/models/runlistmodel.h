#pragma once

#include "analysis/analysissession.h"

#include <QAbstractListModel>
#include <QTimer>

#include <vector>

namespace reasonglass {

/// The runs of this program start, newest first. Rows are brought up to date four times a second
/// while any run is under way, and never when none is. Owns no session; a session that goes takes its
/// row along.
class RunListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< AnalysisId
        ProviderIdRole,
        ModelIdRole,  ///< as the server named it, until then as asked for
        PhaseRole,    ///< reasonglass::Phase
        ElapsedRole,  ///< qint64 milliseconds since the response was asked for
        ProgressRole, ///< the end of what the model is writing, one line; empty before the first word
        SampleRole,   ///< bool: a bundled recording
    };
    Q_ENUM(Role)

    explicit RunListModel(QObject *parent = nullptr);

    /// Adds \a session on top; one that is listed already is followed anew, since it may run again.
    void add(AnalysisSession *session);
    /// Where \a id is; invalid if it is not a run of this program start.
    QModelIndex find(AnalysisId id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        AnalysisSession *session = nullptr;
        AnalysisId id{};
        QString title;
        bool stale = false; ///< has changed since the view was last told
    };

    void follow(const AnalysisSession *session);
    void update();
    void remove(const QObject *session);

    std::vector<Row> m_rows;
    QTimer m_tick;
};

} // namespace reasonglass
