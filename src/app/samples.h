#pragma once

#include "replay/pacing.h"
#include "replay/recordingserver.h"

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace reasonglass {

/// A bundled recording that shows the program without a key or a network. It poses as nothing else:
/// wherever it appears it is called a recorded sample.
struct Sample
{
    QString id; ///< completed, refused, interrupted
    QString title;
    QString prompt;
    QString model;
    QString effort;
    QString description;
    QString file; ///< resource path of the event stream
    Pace pace;
    bool breaksOff = false; ///< the connection is closed where the recording ends

    bool operator==(const Sample &) const = default;
};

/// The bundled samples, in the order they are offered.
std::vector<Sample> bundledSamples();
std::optional<Sample> findSample(QStringView id);

/// Plays samples over real HTTP from a server on this machine, so that they take the same way as any
/// other answer. Starts with the first request for its address. One thread.
class SampleServer : public QObject
{
    Q_OBJECT

public:
    explicit SampleServer(QObject *parent = nullptr);

    /// Where \a sampleId is played; at full speed when \a paced is false (command line, tests).
    Result<QUrl> baseUrl(const QString &sampleId, bool paced = true);

private:
    Script scriptFor(const ReceivedRequest &request) const;

    RecordingServer m_server;
};

} // namespace reasonglass
