#pragma once

#include "base/error.h"
#include "providers/provider.h"
#include "providers/secretstore.h"

#include <QGroupBox>

class QLabel;
class QLineEdit;
class QPushButton;

namespace reasonglass {

/// Takes a key for one provider and says where the present one comes from. Never shows a key, and
/// forgets what was typed as soon as it is stored.
class KeyBox : public QGroupBox
{
    Q_OBJECT

public:
    explicit KeyBox(SecretStore &secrets, QWidget *parent = nullptr);

    /// Follows \a provider, whose address the key is bound to; without an address no key can be entered.
    void setProvider(const Provider &provider);
    void focusField();

private:
    void createLayout();
    void storeKey(SecretStore::Persistence persistence);
    void removeKey();
    void showOrigin();
    void showProblem(const QString &text);
    void updateButtons();
    QString originSentence() const;
    QString host() const { return keyHost(m_provider.baseUrl); }

    SecretStore &m_secrets;
    Provider m_provider;
    QLabel *m_origin;
    QLineEdit *m_field;
    QLabel *m_problem;
    QPushButton *m_save;
    QPushButton *m_session;
    QPushButton *m_remove;
    QLabel *m_noStore;
};

} // namespace reasonglass
