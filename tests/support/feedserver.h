#pragma once

#include "replay/recordingserver.h"
#include "support/feedsigner.h"
#include "updates/updatesource.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace reasonglass::test {

/// A release page on this machine: `update.json` and its signature, and who asked for them.
class FeedServer
{
public:
    explicit FeedServer(const QByteArray &version = "99.0.0")
    {
        feed = R"({"format":1,"product":"reasonglass","version":")" + version
            + R"(","date":"2026-12-01","summary":"Much is new","notes":["One thing","Another"],)"
              R"("page":"https://releases.example/tag/v)"
            + version + R"("})";
        server.setResponder([this](const ReceivedRequest &request) { return answer(request); });
        if (!server.listen())
            qFatal("no port is free");
    }

    UpdateSource source() const
    {
        return {.feed = QUrl(QStringLiteral("http://127.0.0.1:%1/update.json").arg(server.port())),
                .key = signer.key(),
                .pages = QUrl(QStringLiteral("https://releases.example/tag/"))};
    }

    FeedSigner signer;
    QByteArray feed;
    RecordingServer server;

private:
    Script answer(const ReceivedRequest &request) const
    {
        if (request.path == "/update.json")
            return jsonAnswer(200, feed);
        if (request.path == "/update.json.minisig")
            return jsonAnswer(200, signer.sign(feed));
        return jsonAnswer(404, "{}");
    }
};

} // namespace reasonglass::test
