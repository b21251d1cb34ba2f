#include "responses/responserequest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace reasonglass;

Q_DECLARE_METATYPE(reasonglass::ResponseRequest)

namespace {

ResponseRequest plain()
{
    return {.model = u"m"_s, .prompt = u"p"_s, .stream = false};
}

ResponseRequest with(void (*change)(ResponseRequest &))
{
    ResponseRequest request = plain();
    change(request);
    return request;
}

QJsonObject object(const QByteArray &json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("a row of this test is not JSON");
    return document.object();
}

} // namespace

class tst_ResponseRequest : public QObject
{
    Q_OBJECT

private slots:
    void becomesJson_data();
    void becomesJson();
};

void tst_ResponseRequest::becomesJson_data()
{
    QTest::addColumn<ResponseRequest>("request");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("nothing is sent that was not asked for")
        << plain() << QByteArray(R"({"model":"m","input":"p"})");
    QTest::newRow("an empty prompt is still an input")
        << with([](ResponseRequest &r) { r.prompt.clear(); }) << QByteArray(R"({"model":"m","input":""})");
    QTest::newRow("streaming") << with([](ResponseRequest &r) { r.stream = true; })
                               << QByteArray(R"({"model":"m","input":"p","stream":true})");
    QTest::newRow("streaming without padding")
        << with([](ResponseRequest &r) { r.stream = r.plainEvents = true; })
        << QByteArray(
               R"({"model":"m","input":"p","stream":true,"stream_options":{"include_obfuscation":false}})");
    QTest::newRow("stream options go with streaming only")
        << with([](ResponseRequest &r) { r.plainEvents = true; })
        << QByteArray(R"({"model":"m","input":"p"})");
    QTest::newRow("instructions") << with([](ResponseRequest &r) { r.instructions = u"i\n\"é\""_s; })
                                  << QByteArray(R"({"model":"m","input":"p","instructions":"i\n\"é\""})");
    QTest::newRow("effort alone") << with([](ResponseRequest &r) { r.effort = u"high"_s; })
                                  << QByteArray(R"({"model":"m","input":"p","reasoning":{"effort":"high"}})");
    QTest::newRow("summary alone") << with([](ResponseRequest &r) {
        r.summary = u"auto"_s;
    }) << QByteArray(R"({"model":"m","input":"p","reasoning":{"summary":"auto"}})");
    QTest::newRow("effort and summary") << with([](ResponseRequest &r) {
        r.effort = u"none"_s;
        r.summary = u"detailed"_s;
    }) << QByteArray(R"({"model":"m","input":"p","reasoning":{"effort":"none","summary":"detailed"}})");
    QTest::newRow("verbosity") << with([](ResponseRequest &r) { r.verbosity = u"low"_s; })
                               << QByteArray(R"({"model":"m","input":"p","text":{"verbosity":"low"}})");
    QTest::newRow("a token limit and a temperature of zero") << with([](ResponseRequest &r) {
        r.maxOutputTokens = 16;
        r.temperature = 0.0;
    }) << QByteArray(R"({"model":"m","input":"p","max_output_tokens":16,"temperature":0})");
    QTest::newRow("store: no") << with([](ResponseRequest &r) { r.store = false; })
                               << QByteArray(R"({"model":"m","input":"p","store":false})");
    QTest::newRow("store: yes, in the background") << with([](ResponseRequest &r) {
        r.store = true;
        r.background = true;
    }) << QByteArray(R"({"model":"m","input":"p","store":true,"background":true})");
    QTest::newRow("a schema")
        << with([](ResponseRequest &r) { r.jsonSchema = R"({"type":"object"})"; })
        << QByteArray(R"({"model":"m","input":"p","text":{"format":{"type":"json_schema","name":"answer",)"
                      R"("strict":true,"schema":{"type":"object"}}}})");
    QTest::newRow("a text file is a part that names it")
        << with([](ResponseRequest &r) {
               r.attachments = {{u"a.txt"_s, u"text/plain"_s, "line\n\xC3\xA9"}};
           })
        << QByteArray(R"({"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"p"},)"
                      R"({"type":"input_text","text":"File a.txt:\n\nline\né"}]}]})");
    QTest::newRow("an image is a data address")
        << with([](ResponseRequest &r) {
               r.attachments = {{u"a.png"_s, u"image/png"_s, QByteArray("\x89P\0", 3)}};
           })
        << QByteArray(
               R"({"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"p"},)"
               R"({"type":"input_image","image_url":"data:image/png;base64,iVAA","detail":"auto"}]}]})");
    QTest::newRow("any other file is file data, in the order given")
        << with([](ResponseRequest &r) {
               r.attachments = {{u"a.pdf"_s, u"application/pdf"_s, "%PDF"},
                                {u"b.json"_s, u"application/json"_s, "{}"}};
           })
        << QByteArray(
               R"({"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"p"},)"
               R"({"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERg=="},)"
               R"({"type":"input_text","text":"File b.json:\n\n{}"}]}]})");
}

void tst_ResponseRequest::becomesJson()
{
    QFETCH(const ResponseRequest, request);
    QFETCH(const QByteArray, expected);
    QCOMPARE(toJson(request), object(expected));
}

QTEST_APPLESS_MAIN(tst_ResponseRequest)
#include "tst_responserequest.moc"
