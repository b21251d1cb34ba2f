#pragma once

#include "base/expected.h"
#include "providers/provider.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reasonglass {

class KeyBox;
class Workbench;
struct ConnectionReport;

/// The settings of one provider: address, key, streaming, time-out, and a test whether it answers.
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
    void applyAddress();
    void checkAddress();
    void followSettings(const QString &key);
    void showAddressInUse();
    void showModels();
    void showModelStreaming();
    void testConnection();
    void showResult(const Result<ConnectionReport> &report);

    Workbench &m_workbench;
    Provider m_provider; ///< as the registry has it, at its own address
    QLineEdit *m_address;
    QLabel *m_addressProblem;
    QLabel *m_addressInUse;
    KeyBox *m_key;
    QComboBox *m_models;
    QComboBox *m_modelStreaming;
    QPushButton *m_test;
    QLabel *m_result;
};

} // namespace reasonglass
