#include "ui/words/words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace reasonglass::words {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("words", text);
}

struct Words
{
    const char *sentence;
    const char *advice;
};

struct CodeRow
{
    QLatin1StringView code;
    Words words;
};

// What is known more closely than by its kind. Codes are the program's own or OpenAI's.
constexpr std::array codeRows{
    CodeRow{"no_key"_L1,
            {QT_TRANSLATE_NOOP("words", "There is no API key for this provider yet."),
             QT_TRANSLATE_NOOP("words", "Add one in Settings, or set the provider's environment variable.")}},
    CodeRow{
        "library_full"_L1,
        {QT_TRANSLATE_NOOP("words", "There is no room left on the library's disk."),
         QT_TRANSLATE_NOOP("words", "Free some space. Runs go on and are saved as soon as there is room.")}},
    CodeRow{"library_locked"_L1,
            {QT_TRANSLATE_NOOP("words", "Another program keeps the library locked."),
             QT_TRANSLATE_NOOP("words", "Wait for it or close it. Runs go on and are saved afterwards.")}},
    CodeRow{"library_read_only"_L1,
            {QT_TRANSLATE_NOOP("words", "The library is write-protected."),
             QT_TRANSLATE_NOOP("words",
                               "Allow writing to the file and its folder. Runs go on and are saved then.")}},
    CodeRow{"library_unreachable"_L1,
            {QT_TRANSLATE_NOOP("words", "The library cannot be opened."),
             QT_TRANSLATE_NOOP("words",
                               "Check that it is there, and who may read and write it and its folder.")}},
    CodeRow{
        "library_disk_error"_L1,
        {QT_TRANSLATE_NOOP("words", "The disk refuses to read or write the library."),
         QT_TRANSLATE_NOOP("words", "Check the disk. Runs go on and are saved as soon as it works again.")}},
    CodeRow{"library_gone"_L1,
            {QT_TRANSLATE_NOOP("words", "The library was moved or deleted while it was in use."),
             QT_TRANSLATE_NOOP("words", "Put it back. What was to be saved waits in memory until then.")}},
    CodeRow{"library_damaged"_L1,
            {QT_TRANSLATE_NOOP("words", "The library is damaged."),
             QT_TRANSLATE_NOOP(
                 "words", "Repair, in the Library menu, saves what can be read; the damaged file is kept.")}},
    CodeRow{"library_in_use"_L1,
            {QT_TRANSLATE_NOOP("words", "Another program has the library open."),
             QT_TRANSLATE_NOOP("words", "Close it and try again.")}},
    CodeRow{"runs_going"_L1,
            {QT_TRANSLATE_NOOP("words", "The library can be repaired when no run is going."),
             QT_TRANSLATE_NOOP("words", "Wait for the runs to end, or stop them.")}},
    CodeRow{"library_repairing"_L1,
            {QT_TRANSLATE_NOOP("words", "The library is being repaired."),
             QT_TRANSLATE_NOOP("words", "Try again when that is done.")}},
    CodeRow{
        "bad_file"_L1,
        {QT_TRANSLATE_NOOP("words", "This is no exported analysis."),
         QT_TRANSLATE_NOOP("words", "Choose a file that Reasonglass has exported with everything in it.")}},
    CodeRow{"bad_file_cut"_L1,
            {QT_TRANSLATE_NOOP("words", "The end of the file is missing."),
             QT_TRANSLATE_NOOP("words", "Copy or download it once more.")}},
    CodeRow{"bad_file_changed"_L1,
            {QT_TRANSLATE_NOOP("words", "The file is not as it was exported."),
             QT_TRANSLATE_NOOP("words", "It was damaged or edited: ask for it once more.")}},
    CodeRow{"bad_file_newer"_L1,
            {QT_TRANSLATE_NOOP("words", "The file was written by a newer version of this program."),
             QT_TRANSLATE_NOOP("words", "Update Reasonglass to read it.")}},
    CodeRow{"bad_file_large"_L1,
            {QT_TRANSLATE_NOOP("words", "The file is larger than this program reads."),
             QT_TRANSLATE_NOOP("words", "An analysis of up to 1 GB, with up to 5 million events, is read.")}},
    CodeRow{"unreadable_file"_L1,
            {QT_TRANSLATE_NOOP("words", "The file cannot be read."),
             QT_TRANSLATE_NOOP("words", "Check that it is there and that you may read it.")}},
    CodeRow{
        "export_failed"_L1,
        {QT_TRANSLATE_NOOP("words", "The file could not be written."),
         QT_TRANSLATE_NOOP("words", "Choose another folder, or make room. What was there is still there.")}},
    CodeRow{"no_address"_L1,
            {QT_TRANSLATE_NOOP("words", "This provider has no address yet."),
             QT_TRANSLATE_NOOP("words", "Enter the server's address in Settings.")}},
    CodeRow{"connection_refused"_L1,
            {QT_TRANSLATE_NOOP("words", "Nothing answers at the server's address."),
             QT_TRANSLATE_NOOP("words", "Check that the server is running and that the address is right.")}},
    CodeRow{"host_not_found"_L1,
            {QT_TRANSLATE_NOOP("words", "The server's name could not be found."),
             QT_TRANSLATE_NOOP("words", "Check the network connection and the address in Settings.")}},
    CodeRow{"tls_failed"_L1,
            {QT_TRANSLATE_NOOP("words", "No secure connection could be made."),
             QT_TRANSLATE_NOOP(
                 "words",
                 "The server's certificate is not trusted, or something between you and it interferes.")}},
    CodeRow{"tls_self_signed"_L1,
            {QT_TRANSLATE_NOOP("words", "The server's certificate is self-signed, so nobody vouches for it."),
             QT_TRANSLATE_NOOP("words",
                               "Nothing was sent. If the server is yours, add its certificate in Settings, "
                               "Network.")}},
    CodeRow{
        "tls_unknown_issuer"_L1,
        {QT_TRANSLATE_NOOP("words", "The server's certificate comes from an authority that is not trusted."),
         QT_TRANSLATE_NOOP("words",
                           "Nothing was sent. If your network has an authority of its own, add it in "
                           "Settings, Network.")}},
    CodeRow{
        "tls_expired"_L1,
        {QT_TRANSLATE_NOOP("words", "The server's certificate has expired."),
         QT_TRANSLATE_NOOP("words", "Nothing was sent. Check this machine's clock, or tell who runs it.")}},
    CodeRow{"tls_not_yet_valid"_L1,
            {QT_TRANSLATE_NOOP("words", "The server's certificate is not valid yet."),
             QT_TRANSLATE_NOOP("words", "Nothing was sent. Check this machine's clock.")}},
    CodeRow{"tls_wrong_host"_L1,
            {QT_TRANSLATE_NOOP("words", "The server's certificate was made for another address."),
             QT_TRANSLATE_NOOP("words", "Nothing was sent. Check the address in Settings.")}},
    CodeRow{"tls_protocol"_L1,
            {QT_TRANSLATE_NOOP("words", "The server knows only versions of TLS that are no longer safe."),
             QT_TRANSLATE_NOOP("words", "Nothing was sent. Tell who runs it: TLS 1.2 or newer is needed.")}},
    CodeRow{
        "plain_http"_L1,
        {QT_TRANSLATE_NOOP("words", "Plain http to this server has not been allowed."),
         QT_TRANSLATE_NOOP("words",
                           "Prompts, answers and the key would travel readable by anyone between. Settings, "
                           "Providers asks about it.")}},
    CodeRow{"ca_file"_L1,
            {QT_TRANSLATE_NOOP("words", "The file of certificate authorities cannot be used."),
             QT_TRANSLATE_NOOP("words", "Choose another in Settings, Network.")}},
    CodeRow{"no_proxy_host"_L1,
            {QT_TRANSLATE_NOOP("words", "A proxy is chosen, but not which."),
             QT_TRANSLATE_NOOP("words", "Enter its host in Settings, Network.")}},
    CodeRow{"proxy_authentication"_L1,
            {QT_TRANSLATE_NOOP("words", "The proxy does not accept the user or the password."),
             QT_TRANSLATE_NOOP("words", "Check both in Settings, Network. Nothing was sent.")}},
    CodeRow{"proxy_failed"_L1,
            {QT_TRANSLATE_NOOP("words", "The proxy could not be reached, or broke the connection."),
             QT_TRANSLATE_NOOP("words", "Check it in Settings, Network.")}},
    CodeRow{"redirect"_L1,
            {QT_TRANSLATE_NOOP("words", "The server points to another address. Redirects are not followed."),
             QT_TRANSLATE_NOOP(
                 "words", "Neither key nor prompt was sent there. If it is right, enter it in Settings.")}},
    CodeRow{"update_signature"_L1,
            {QT_TRANSLATE_NOOP("words",
                               "What the release page says is not signed by the makers of this program."),
             QT_TRANSLATE_NOOP("words",
                               "It is not believed. Something between you and the page may interfere.")}},
    CodeRow{"update_feed"_L1,
            {QT_TRANSLATE_NOOP("words", "What the release page says cannot be read by this version."),
             QT_TRANSLATE_NOOP("words", "Look at the release page yourself.")}},
    CodeRow{"update_redirect"_L1,
            {QT_TRANSLATE_NOOP("words", "The release page points to an address that is not safe."),
             QT_TRANSLATE_NOOP("words", "Nothing was sent there.")}},
    CodeRow{"update_too_large"_L1,
            {QT_TRANSLATE_NOOP("words", "The release page says more than it should."),
             QT_TRANSLATE_NOOP("words", "Nothing of it was kept. Try again later.")}},
    CodeRow{"update_missing"_L1,
            {QT_TRANSLATE_NOOP("words", "The release page does not say which version is the newest."),
             QT_TRANSLATE_NOOP("words", "Try again later.")}},
    CodeRow{"update_refused"_L1,
            {QT_TRANSLATE_NOOP("words", "The release page refuses to answer."),
             QT_TRANSLATE_NOOP("words", "Try again later.")}},
    CodeRow{"update_timeout"_L1,
            {QT_TRANSLATE_NOOP("words", "The release page did not answer in time."),
             QT_TRANSLATE_NOOP("words", "Try again later.")}},
    CodeRow{"decompression_bomb"_L1,
            {QT_TRANSLATE_NOOP("words", "The answer is compressed and swells without measure."),
             QT_TRANSLATE_NOOP("words", "What came before that is kept. No honest server does this.")}},
    CodeRow{"connection_closed"_L1,
            {QT_TRANSLATE_NOOP("words", "The connection broke."),
             QT_TRANSLATE_NOOP(
                 "words", "What has arrived is kept. Retry sends the request again; it is paid for again.")}},
    CodeRow{"stream_ended_early"_L1,
            {QT_TRANSLATE_NOOP("words", "The answer stopped before its end."),
             QT_TRANSLATE_NOOP(
                 "words", "What has arrived is kept. Retry sends the request again; it is paid for again.")}},
    CodeRow{"idle_timeout"_L1,
            {QT_TRANSLATE_NOOP("words", "The server has been silent for too long."),
             QT_TRANSLATE_NOOP("words",
                               "Some models think for many minutes: the limit is in Settings, Providers.")}},
    CodeRow{"connect_timeout"_L1,
            {QT_TRANSLATE_NOOP("words", "The server could not be reached in time."),
             QT_TRANSLATE_NOOP("words", "Check the network connection and try again.")}},
    CodeRow{"headers_timeout"_L1,
            {QT_TRANSLATE_NOOP("words", "The server took the request but did not begin to answer."),
             QT_TRANSLATE_NOOP("words", "Try again later.")}},
    CodeRow{"total_timeout"_L1,
            {QT_TRANSLATE_NOOP("words", "The run has taken longer than its limit for the whole."),
             QT_TRANSLATE_NOOP("words", "What has arrived is kept. The limit is in Settings, Providers.")}},
    CodeRow{"connection_lost"_L1,
            {QT_TRANSLATE_NOOP("words", "The connection did not survive a sleep or a change of network."),
             QT_TRANSLATE_NOOP(
                 "words", "What has arrived is kept. Retry sends the request again; it is paid for again.")}},
    CodeRow{"left_running"_L1,
            {QT_TRANSLATE_NOOP("words", "The program was closed; the server goes on."),
             QT_TRANSLATE_NOOP("words", "What had arrived is kept.")}},
    CodeRow{"program_ended"_L1,
            {QT_TRANSLATE_NOOP("words", "The program ended while the answer was arriving."),
             QT_TRANSLATE_NOOP(
                 "words", "What has arrived is kept. Retry sends the request again; it is paid for again.")}},
    CodeRow{"unreadable_answer"_L1,
            {QT_TRANSLATE_NOOP("words", "The answer broke off, or is not readable."),
             QT_TRANSLATE_NOOP("words",
                               "What has arrived is kept. Check that the address is that of a server "
                               "that speaks the Responses API; it usually ends in /v1.")}},
    CodeRow{"cancel_unconfirmed"_L1,
            {QT_TRANSLATE_NOOP("words", "Stopped here, but the server may go on and charge for it."),
             QT_TRANSLATE_NOOP("words",
                               "What has arrived is kept. The provider's own pages may show the response.")}},
    CodeRow{"cap_reached"_L1,
            {QT_TRANSLATE_NOOP("words", "Stopped at the cost cap."),
             QT_TRANSLATE_NOOP("words", "What has arrived is kept. Raise the cap to let it go on.")}},
    CodeRow{"cap_day"_L1,
            {QT_TRANSLATE_NOOP("words", "The day's cap is used up."),
             QT_TRANSLATE_NOOP("words", "Raise it in Settings, Runs, or go on tomorrow.")}},
    CodeRow{"day_unknown"_L1,
            {QT_TRANSLATE_NOOP("words", "The library does not say what was spent today, and a cap is set."),
             QT_TRANSLATE_NOOP("words",
                               "Nothing was sent. Verify, in the Library menu, says what is the matter; or "
                               "take the day's cap away in Settings, Runs.")}},
    CodeRow{"price_unknown"_L1,
            {QT_TRANSLATE_NOOP("words", "A cap is set, and what a model costs is not known."),
             QT_TRANSLATE_NOOP("words", "Take the cap away, or allow models without a known price.")}},
    CodeRow{"no_cells"_L1, {QT_TRANSLATE_NOOP("words", "There is nothing to run."), ""}},
    CodeRow{"bad_template"_L1,
            {QT_TRANSLATE_NOOP("words", "The prompt's template cannot be read."),
             QT_TRANSLATE_NOOP("words", "Edit the task set: its preview shows what is wrong.")}},
    CodeRow{"model_not_found"_L1,
            {QT_TRANSLATE_NOOP("words", "The server does not know this model, or your key may not use it."),
             QT_TRANSLATE_NOOP("words", "Refresh the model list (F5) and choose another.")}},
};

Words wordsFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return {QT_TRANSLATE_NOOP("words", "The network connection failed."),
                QT_TRANSLATE_NOOP("words", "Check the connection and try again.")};
    case ErrorKind::Timeout:
        return {QT_TRANSLATE_NOOP("words", "The server did not answer in time."),
                QT_TRANSLATE_NOOP("words", "Try again later.")};
    case ErrorKind::RateLimited:
        return {QT_TRANSLATE_NOOP("words", "The provider's rate limit is reached."),
                QT_TRANSLATE_NOOP("words", "Wait a moment, then retry.")};
    case ErrorKind::Quota:
        return {QT_TRANSLATE_NOOP("words", "The account is out of credit or over its spending limit."),
                QT_TRANSLATE_NOOP("words",
                                  "Add credit or raise the limit with the provider. Waiting does not help.")};
    case ErrorKind::Authentication:
        return {
            QT_TRANSLATE_NOOP("words", "The provider does not accept the key, or the key may not do this."),
            QT_TRANSLATE_NOOP("words", "Check the key in Settings, and what the account is allowed to use.")};
    case ErrorKind::Server:
        return {
            QT_TRANSLATE_NOOP("words", "The server failed."),
            QT_TRANSLATE_NOOP("words", "This is the provider's fault and usually passes: retry in a while.")};
    case ErrorKind::Overloaded:
        return {QT_TRANSLATE_NOOP("words", "The provider is overloaded."),
                QT_TRANSLATE_NOOP("words", "Retry in some minutes, or choose another model.")};
    case ErrorKind::Rejected:
        return {QT_TRANSLATE_NOOP("words", "The server refused the request."),
                QT_TRANSLATE_NOOP("words", "Change what its message names, then run it again.")};
    case ErrorKind::NotFound:
        return {QT_TRANSLATE_NOOP("words", "The server does not have what was asked for."),
                QT_TRANSLATE_NOOP("words", "Check the model and the server's address.")};
    case ErrorKind::TooLong:
        return {
            QT_TRANSLATE_NOOP("words", "The prompt is too long for this model."),
            QT_TRANSLATE_NOOP("words", "Shorten it, attach less, or choose a model with a larger context.")};
    case ErrorKind::Policy:
        return {QT_TRANSLATE_NOOP("words", "The provider refused the content."),
                QT_TRANSLATE_NOOP("words", "Its usage policy forbids this request as it is.")};
    case ErrorKind::Interrupted:
        return {
            QT_TRANSLATE_NOOP("words", "The answer stopped before its end."),
            QT_TRANSLATE_NOOP(
                "words", "What has arrived is kept. Retry sends the request again; it is paid for again.")};
    case ErrorKind::TooLarge:
        return {QT_TRANSLATE_NOOP("words", "The answer is larger than this program takes."),
                QT_TRANSLATE_NOOP("words", "What has arrived up to there is kept.")};
    case ErrorKind::Protocol:
        return {QT_TRANSLATE_NOOP("words", "The server's answer is not in the Responses format."),
                QT_TRANSLATE_NOOP("words", "Check the address: it usually ends in /v1.")};
    case ErrorKind::Usage:
        return {QT_TRANSLATE_NOOP("words", "This cannot be done as asked."), ""};
    case ErrorKind::Storage:
        return {QT_TRANSLATE_NOOP("words", "The library could not be read or written."),
                QT_TRANSLATE_NOOP("words",
                                  "Check the disk and the folder's permissions. Runs go on and are saved as "
                                  "soon as it is possible again.")};
    }
    Q_UNREACHABLE();
}

Words wordsFor(const Error &error)
{
    const auto row = std::ranges::find_if(codeRows, [&](const CodeRow &r) { return r.code == error.code; });
    return row == codeRows.end() ? wordsFor(error.kind) : row->words;
}

} // namespace

QString errorSentence(const Error &error)
{
    return tr(wordsFor(error).sentence);
}

QString errorAdvice(const Error &error)
{
    const char *advice = wordsFor(error).advice;
    return *advice == '\0' ? QString() : tr(advice);
}

QString errorDetails(const Error &error)
{
    QStringList lines;
    if (!error.message.isEmpty())
        lines += error.message;
    if (!error.code.isEmpty())
        lines += tr("Code: %1").arg(error.code);
    if (!error.param.isEmpty())
        lines += tr("Parameter: %1").arg(error.param);
    if (error.httpStatus != 0)
        lines += tr("HTTP status: %1").arg(error.httpStatus);
    if (!error.requestId.isEmpty())
        lines += tr("Request id: %1").arg(error.requestId);
    if (error.retryAfter)
        lines += tr("The server asks to wait %1.").arg(seconds(*error.retryAfter));
    return lines.join(u'\n');
}

} // namespace reasonglass::words
