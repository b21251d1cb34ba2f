#include "app/localserverprobe.h"

#include "base/whenanswered.h"

using namespace std::chrono_literals;

namespace reasonglass {

LocalServerProbe::LocalServerProbe(ResponsesClient &client, const ProviderRegistry &providers,
                                   QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_providers(providers)
{ }

void LocalServerProbe::run()
{
    for (const Provider &provider : m_providers.all()) {
        if (!provider.local || provider.capabilities.modelListPath.isEmpty())
            continue;
        const Endpoint endpoint{.baseUrl = provider.baseUrl,
                                .timeouts = {.connect = 2s, .headers = 2s, .idle = 2s, .total = 2s}};
        const auto take = [this, provider](const Result<QByteArray> &answer) {
            if (!answer)
                return;
            if (const auto models = parseModelList(*answer))
                emit found(provider, *models);
        };
        whenAnswered(m_client.listModels(endpoint, provider.capabilities.modelListPath), this, take);
    }
}

} // namespace reasonglass
