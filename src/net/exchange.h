#pragma once

#include <QByteArray>
#include <QString>

namespace reasonglass {

/// One HTTP exchange about a response.
struct Exchange
{
    enum class Kind {
        Create,   ///< `POST /responses`: asks for a new response; the only kind that is paid for
        Resume,   ///< `GET /responses/{id}?stream=true&starting_after=N`: the events that were missed
        Retrieve, ///< `GET /responses/{id}`: what the response amounts to now
        Cancel,   ///< `POST /responses/{id}/cancel`: stops a response that runs in background mode
    };
    Kind kind = Kind::Create;
    QByteArray body = {};      ///< Create: the JSON, which says whether the answer is streamed or whole
    QString responseId = {};   ///< of all other kinds
    qint64 startingAfter = -1; ///< Resume: the sequence number of the last event that is known

    bool operator==(const Exchange &) const = default;
};

} // namespace reasonglass
