#include "ui/browser/modelfacts.h"

#include "ui/words/words.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace reasonglass {

QString modelFacts(const ModelInfo &model)
{
    QStringList facts;
    if (model.contextTokens)
        //: %1 is a number of tokens, such as "400k"
        facts.append(
            QCoreApplication::translate("ModelFacts", "%1 context").arg(words::tokens(*model.contextTokens)));
    if (model.prices.isKnown()) {
        //: Prices of input and output, per million tokens
        facts.append(QCoreApplication::translate("ModelFacts", "%1 / %2 per 1M")
                         .arg(words::pricePerMillion(model.prices.inputPerMillion),
                              words::pricePerMillion(model.prices.outputPerMillion)));
    }
    return facts.join(u" · "_s);
}

QString noteworthyState(const ModelInfo &model)
{
    switch (model.state) {
    case ModelState::Served:
    case ModelState::Current:
    case ModelState::Unknown:
        return {};
    case ModelState::ShutdownAnnounced:
    case ModelState::Retired:
    case ModelState::Redirected:
        return words::modelState(model);
    }
    Q_UNREACHABLE();
}

QString shutdownNotice(const ModelInfo &model)
{
    if (model.state != ModelState::ShutdownAnnounced)
        return {};
    ModelInfo withoutReplacement = model;
    withoutReplacement.replacement.clear();
    return words::modelState(withoutReplacement);
}

bool answersItself(const ModelInfo &model)
{
    return model.state != ModelState::Retired && model.state != ModelState::Redirected;
}

} // namespace reasonglass
