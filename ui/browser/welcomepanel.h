#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace reasonglass {

struct Provider;

/// What to do in a program that has nothing to show yet: watch a sample, add a key, use a server on
/// this machine.
class WelcomePanel : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePanel(QWidget *parent = nullptr);

    /// Whether a key is what is missing; with one there is nothing to add.
    void setKeyMissing(bool missing);
    /// Offers a server that answers on this machine.
    void addLocalServer(const Provider &provider, int models);

signals:
    void sampleWanted(const QString &sampleId);
    void keyWanted();
    void localServerWanted(const QString &providerId);

private:
    QPushButton *createSampleButton();
    QPushButton *createOtherSamplesButton();

    QLabel *m_sentence;
    QPushButton *m_addKey;
    QVBoxLayout *m_servers;
    QStringList m_offered;
};

} // namespace reasonglass
