#pragma once

#include "net/responsesclient.h"
#include "providers/modellist.h"
#include "providers/providerregistry.h"

#include <QObject>

namespace reasonglass {

/// Looks whether Ollama, LM Studio, llama.cpp or vLLM answers at its usual address on this machine.
/// Asks nothing but the model list, waits two seconds at most, and stays silent about what is not there.
class LocalServerProbe : public QObject
{
    Q_OBJECT

public:
    /// \a client must outlive the probe.
    LocalServerProbe(ResponsesClient &client, const ProviderRegistry &providers, QObject *parent = nullptr);

    void run();

signals:
    void found(const reasonglass::Provider &provider, const std::vector<reasonglass::ListedModel> &models);

private:
    ResponsesClient &m_client;
    ProviderRegistry m_providers;
};

} // namespace reasonglass
