#pragma once

#include "providers/retrydelay.h"

#include <QDir>
#include <QFile>

/// A recorded HTTP answer: status line, headers, empty line, body.
struct HttpSample
{
    int status = 0;
    reasonglass::HttpHeaders headers;
    QByteArray body;
};

inline QString streamsFolder(const QString &name)
{
    return QDir::cleanPath(QStringLiteral(REASONGLASS_SOURCE_DIR "/../shared/streams/") + name);
}

inline QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline HttpSample readHttpSample(const QString &path)
{
    HttpSample sample;
    const QByteArray all = readAll(path);
    const qsizetype end = all.indexOf("\r\n\r\n");
    sample.body = all.mid(end + 4);
    for (const QByteArray &raw : all.left(end).split('\n')) {
        const QByteArray line = raw.trimmed();
        if (line.startsWith("HTTP/"))
            sample.status = line.split(' ').value(1).toInt();
        else if (const qsizetype colon = line.indexOf(':'); colon > 0)
            sample.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    return sample;
}
