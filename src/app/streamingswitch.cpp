#include "app/streamingswitch.h"

#include "settings/keys.h"

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

Unexpected<Error> unreadable(const QString &variable, const QString &value, const QString &allowed)
{
    return Unexpected{Error{.kind = ErrorKind::Usage,
                            .message = u"%1 is \"%2\"; it must be one of %3"_s.arg(variable, value, allowed),
                            .code = u"bad_environment"_s,
                            .param = variable}};
}

} // namespace

QString streamingName(StreamingMode mode)
{
    switch (mode) {
    case StreamingMode::Auto:
        return u"auto"_s;
    case StreamingMode::On:
        return u"on"_s;
    case StreamingMode::Off:
        return u"off"_s;
    }
    Q_UNREACHABLE();
}

std::optional<StreamingMode> streamingFromName(QStringView name)
{
    for (const StreamingMode mode : {StreamingMode::Auto, StreamingMode::On, StreamingMode::Off}) {
        if (name == streamingName(mode))
            return mode;
    }
    return std::nullopt;
}

Result<std::optional<StreamingMode>> environmentStreaming(const QProcessEnvironment &environment)
{
    const QString value = environment.value(u"REASONGLASS_STREAMING"_s);
    if (!value.isEmpty()) {
        const auto mode = streamingFromName(value.toLower());
        if (!mode)
            return unreadable(u"REASONGLASS_STREAMING"_s, value, u"on, off, auto"_s);
        return mode;
    }
    const QString alias = environment.value(u"ENABLE_SSE_STREAMING"_s).toLower();
    if (alias.isEmpty())
        return std::optional<StreamingMode>();
    if (alias != "true"_L1 && alias != "false"_L1)
        return unreadable(u"ENABLE_SSE_STREAMING"_s, alias, u"true, false"_s);
    return std::optional(alias == "true"_L1 ? StreamingMode::On : StreamingMode::Off);
}

Result<StreamingMode> chooseStreaming(const QProcessEnvironment &environment, const Settings &settings,
                                      const QString &providerId, const QString &modelId)
{
    const auto forced = environmentStreaming(environment);
    if (!forced)
        return Unexpected{forced.error()};
    if (*forced)
        return **forced;
    for (const auto &setting :
         {keys::modelStreaming(providerId, modelId), keys::providerStreaming(providerId), keys::streaming}) {
        const auto mode = streamingFromName(settings.value(setting));
        if (mode && *mode != StreamingMode::Auto)
            return *mode;
    }
    return StreamingMode::Auto;
}

} // namespace reasonglass
