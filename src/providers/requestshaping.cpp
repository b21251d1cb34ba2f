#include "providers/requestshaping.h"

#include <array>
#include <utility>

namespace reasonglass {

using namespace Qt::StringLiterals;

namespace {

/// What to send instead of an effort a model lacks; tried in turn ("max" → "xhigh" → "high").
constexpr std::array effortSubstitutes{
    std::pair{"none"_L1, "low"_L1},
    std::pair{"minimal"_L1, "low"_L1},
    std::pair{"max"_L1, "xhigh"_L1},
    std::pair{"xhigh"_L1, "high"_L1},
};

QString substituteFor(const QString &effort)
{
    for (const auto &[from, to] : effortSubstitutes) {
        if (effort == from)
            return QString(to);
    }
    return {};
}

/// One pass over one request; each function settles one parameter.
class Shaping
{
public:
    Shaping(const ResponseRequest &request, const Provider &provider, const ModelInfo *model)
        : m_provider(provider)
        , m_model(model)
        , m_can(provider.capabilities)
        , m_shaped{.request = request}
    { }

    ShapedRequest run()
    {
        shapeEffort();
        shapeSummary();
        shapeVerbosity();
        shapeTemperature(); // after the effort: it decides whether the model reasons
        shapeSchema();
        shapeStore();
        shapeBackground(); // after store, which it needs
        shapeStreaming();
        shapeStreamOptions();
        warnOfAttachments();
        return m_shaped;
    }

private:
    ResponseRequest &request() { return m_shaped.request; }
    QString modelName() const { return m_shaped.request.model; }

    void note(QLatin1StringView parameter, const QString &who,
              QLatin1StringView why = "does not accept it"_L1)
    {
        m_shaped.dropped.append(u"%1 dropped: %2 %3"_s.arg(parameter, who, why));
    }

    /// Empties \a field when the provider or the model does not know it.
    void shapeText(QString &field, QLatin1StringView parameter, bool providerCan, bool modelCan)
    {
        if (field.isEmpty() || (providerCan && modelCan))
            return;
        field.clear();
        note(parameter, providerCan ? modelName() : m_provider.name);
    }

    void shapeEffort()
    {
        shapeText(request().effort, "reasoning.effort"_L1, m_can.reasoningEffort,
                  !m_model || m_model->acceptsEffort);
        if (request().effort.isEmpty() || !m_model || m_model->efforts.isEmpty())
            return;
        const QString asked = request().effort;
        QString effort = asked;
        while (!effort.isEmpty() && !m_model->efforts.contains(effort))
            effort = substituteFor(effort);
        if (effort == asked)
            return;
        request().effort = effort;
        if (effort.isEmpty())
            note("reasoning.effort"_L1, modelName(), "has no such value"_L1);
        else
            m_shaped.dropped.append(u"reasoning.effort %1 replaced by %2: %3 does not accept %1"_s.arg(
                asked, effort, modelName()));
    }

    void shapeSummary()
    {
        shapeText(request().summary, "reasoning.summary"_L1, m_can.reasoningSummary,
                  !m_model || m_model->summary);
    }

    void shapeVerbosity()
    {
        shapeText(request().verbosity, "text.verbosity"_L1, m_can.verbosity, !m_model || m_model->verbosity);
    }

    bool modelTakesTemperature() const
    {
        if (!m_model)
            return true;
        switch (m_model->temperature) {
        case TemperatureRule::Never:
            return false;
        case TemperatureRule::OnlyWithoutReasoning: {
            const QString &asked = m_shaped.request.effort;
            return (asked.isEmpty() ? m_model->defaultEffort : asked) == "none"_L1;
        }
        case TemperatureRule::Always:
            return true;
        }
        Q_UNREACHABLE();
    }

    void shapeTemperature()
    {
        if (!request().temperature || (m_can.temperature && modelTakesTemperature()))
            return;
        request().temperature.reset();
        if (!m_can.temperature)
            note("temperature"_L1, m_provider.name);
        else if (m_model->temperature == TemperatureRule::OnlyWithoutReasoning)
            note("temperature"_L1, modelName(), "accepts it only with reasoning.effort none"_L1);
        else
            note("temperature"_L1, modelName());
    }

    void shapeSchema()
    {
        if (request().jsonSchema.isEmpty() || m_can.jsonSchema)
            return;
        request().jsonSchema.clear();
        note("text.format"_L1, m_provider.name);
    }

    void shapeStore()
    {
        if (!request().store || m_can.store)
            return;
        // Asking a server that keeps nothing not to keep anything needs no word.
        if (*request().store)
            note("store"_L1, m_provider.name, "keeps no responses"_L1);
        request().store.reset();
    }

    void shapeBackground()
    {
        if (!request().background)
            return;
        if (!m_can.background)
            note("background"_L1, m_provider.name);
        else if (request().store == false)
            note("background"_L1, m_provider.name, "must be allowed to store the response for it"_L1);
        else
            return;
        request().background = false;
    }

    void shapeStreaming()
    {
        const bool canStream = m_can.streaming && (!m_model || m_model->streaming);
        if (request().stream && !canStream) {
            request().stream = false;
            note("stream"_L1, m_can.streaming ? modelName() : m_provider.name, "answers only as a whole"_L1);
        } else if (!request().stream && !m_can.blocking) {
            request().stream = true;
            m_shaped.dropped.append(u"stream switched on: %1 only streams"_s.arg(m_provider.name));
        }
    }

    /// The program's own wish, not the person's: no word about it.
    void shapeStreamOptions()
    {
        if (!m_can.obfuscationOption || !request().stream)
            request().plainEvents = false;
    }

    void warnOfAttachments()
    {
        for (const Attachment &attachment : m_shaped.request.attachments) {
            const bool isImage = attachment.mimeType.startsWith("image/"_L1);
            const bool isText = attachment.mimeType.startsWith("text/"_L1);
            const bool isTaken =
                isImage ? m_can.imageInput && (!m_model || m_model->imageInput) : isText || m_can.fileInput;
            if (!isTaken)
                m_shaped.warnings.append(u"%1: %2 may not accept files of type %3"_s.arg(
                    attachment.fileName, modelName(), attachment.mimeType));
        }
    }

    const Provider &m_provider;
    const ModelInfo *m_model;
    const Capabilities &m_can;
    ShapedRequest m_shaped;
};

} // namespace

ShapedRequest shapeRequest(const ResponseRequest &request, const Provider &provider, const ModelInfo *model)
{
    return Shaping(request, provider, model).run();
}

} // namespace reasonglass
