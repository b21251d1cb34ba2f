#pragma once

#include "base/expected.h"
#include "providers/provider.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reasonglass {

class ConnectionTestPanel;
class KeyBox;
class Workbench;
struct ModelListReport;

/// The settings of one provider: address, key, streaming, time-outs, and tests of what it does.
class ProviderForm : public QWidget
{
    Q_OBJECT

public:
    /// \a workbench must outlive the form.
    ProviderForm(Workbench &workbench, const Provider &provider, QWidget *parent = nullptr);

    const QString &providerId() const { return m_provider.id; }
    void focusKey();
    void reset();

private:
    void createLayout();
    QWidget *createAddressRow();
    QWidget *createModelRow();
    QWidget *createTestRow();
    void addLimits(QFormLayout *form);
    void applyAddress();
    void checkAddress();
    void followSettings(const QString &key);
    void showAddressInUse();
    void showPlainHttp(const QUrl &address);
    void answerPlainHttp();
    void showModels();
    void showModelStreaming();
    void testConnection();
    void showResult(const Result<ModelListReport> &report);

    Workbench &m_workbench;
    Provider m_provider; ///< as the registry has it, at its own address
    QLineEdit *m_address;
    QLabel *m_addressProblem;
    QLabel *m_addressInUse;
    QLabel *m_plainHttp;      ///< what plain http to the address in use means
    QPushButton *m_allowHttp; ///< answers that question, or takes the answer back
    KeyBox *m_key;
    QComboBox *m_models;
    QComboBox *m_modelStreaming;
    QPushButton *m_test;
    QLabel *m_result;
    ConnectionTestPanel *m_behaviour;
};

} // namespace reasonglass
