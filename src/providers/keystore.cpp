#include "providers/keystore.h"

#ifdef REASONGLASS_HAVE_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

namespace reasonglass {

#ifdef REASONGLASS_HAVE_KEYCHAIN

using namespace Qt::StringLiterals;

namespace {

Error failure(const QKeychain::Job &job)
{
    return {.kind = ErrorKind::Storage, .message = u"key store: "_s + job.errorString()};
}

/// Runs \a job, which deletes itself when it has finished.
template <typename Job, typename Answer>
void run(Job *job, const QString &entry, QObject *context, Answer answer)
{
    job->setKey(entry);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [job, answer = std::move(answer)](QKeychain::Job *) { answer(*job); });
    job->start();
}

Result<std::optional<SecretBytes>> secretOf(const QKeychain::ReadPasswordJob &job)
{
    if (job.error() == QKeychain::EntryNotFound)
        return std::optional<SecretBytes>();
    if (job.error() != QKeychain::NoError)
        return Unexpected{failure(job)};
    QByteArray bytes = job.binaryData();
    return std::optional(SecretBytes::take(bytes));
}

Result<> doneOf(const QKeychain::Job &job)
{
    if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
        return Unexpected{failure(job)};
    return {};
}

class SystemKeyStore : public KeyStore
{
public:
    void read(const QString &entry, QObject *context, ReadAnswer answer) override
    {
        run(new QKeychain::ReadPasswordJob(m_service), entry, context,
            [answer = std::move(answer)](const QKeychain::ReadPasswordJob &job) { answer(secretOf(job)); });
    }

    void write(const QString &entry, const SecretBytes &secret, QObject *context, DoneAnswer answer) override
    {
        auto *job = new QKeychain::WritePasswordJob(m_service);
        job->setBinaryData(secret.view().toByteArray());
        run(job, entry, context,
            [answer = std::move(answer)](const QKeychain::WritePasswordJob &done) { answer(doneOf(done)); });
    }

    void remove(const QString &entry, QObject *context, DoneAnswer answer) override
    {
        run(new QKeychain::DeletePasswordJob(m_service), entry, context,
            [answer = std::move(answer)](const QKeychain::DeletePasswordJob &job) { answer(doneOf(job)); });
    }

private:
    const QString m_service = u"Reasonglass"_s;
};

} // namespace

std::unique_ptr<KeyStore> createSystemKeyStore()
{
    return std::make_unique<SystemKeyStore>();
}

#else

std::unique_ptr<KeyStore> createSystemKeyStore()
{
    return nullptr;
}

#endif

} // namespace reasonglass
