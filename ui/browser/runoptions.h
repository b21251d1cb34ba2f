#pragma once

#include "analysis/analysisrecord.h"
#include "providers/modelinfo.h"
#include "providers/provider.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QSpinBox;

namespace reasonglass {

/// The lesser used parameters of a request, in a panel that opens above its button. Shows only what
/// provider and model accept; what is hidden is kept for a model that takes it, and not sent.
class RunOptions : public QFrame
{
    Q_OBJECT

public:
    explicit RunOptions(QWidget *parent = nullptr);

    void setModel(const Provider &provider, const ModelInfo &model);
    /// Temperature may depend on whether the model reasons.
    void setEffort(const QString &effort);

    void fill(const AnalysisRequest &request);
    /// Writes what the person chose into \a request.
    void apply(AnalysisRequest &request) const;
    /// Whether anything differs from the defaults.
    bool isChanged() const;

    /// Opens the panel at \a button, above it where there is room.
    void openAt(const QWidget *button);

signals:
    void changed();

private:
    void setShown(QWidget *field, bool shown);
    bool isShown(const QWidget *field) const;
    void showTemperature();
    void showStore();

    QFormLayout *m_form;
    QComboBox *m_verbosity;
    QSpinBox *m_maxTokens;
    QDoubleSpinBox *m_temperature;
    QComboBox *m_streaming;
    QCheckBox *m_store;
    QCheckBox *m_background;
    QLabel *m_backgroundNote;
    QCheckBox *m_useSchema; ///< shown for a request that came with a schema
    QLabel *m_temperatureNote;

    ModelInfo m_model;
    bool m_providerTakesTemperature = true;
    bool m_storeChosen = false; ///< apart from background mode, which needs it
    QString m_effort;
    QByteArray m_schema;
};

} // namespace reasonglass
