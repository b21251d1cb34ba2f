#pragma once

#include <QByteArray>
#include <QString>

namespace reasonglass::test {

/// "word0 word1 …", so many words: the answer that numberedStream() is.
inline QString numberedWords(int words)
{
    QString text;
    for (int i = 0; i < words; ++i)
        text += QStringLiteral("word%1 ").arg(i);
    return text;
}

/// A stream of so many words with what resuming needs: a response id, and sequence numbers from 0.
inline QByteArray numberedStream(int words)
{
    int number = 0;
    const auto event = [&](const QByteArray &type, const QByteArray &rest) -> QByteArray {
        QByteArray json =
            "{'type':'" + type + "','sequence_number':" + QByteArray::number(number++) + ',' + rest + '}';
        return "data: " + json.replace('\'', '"') + "\n\n";
    };
    QByteArray body =
        event("response.created", "'response':{'id':'resp_recorded','model':'m-1','status':'in_progress'}");
    for (int i = 0; i < words; ++i)
        body += event("response.output_text.delta",
                      "'output_index':0,'content_index':0,'delta':'word" + QByteArray::number(i) + " '");
    return body
        + event("response.completed",
                "'response':{'id':'resp_recorded','model':'m-1','status':'completed',"
                "'usage':{'input_tokens':1,'output_tokens':2,'total_tokens':3}}");
}

} // namespace reasonglass::test
