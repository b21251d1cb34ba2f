#pragma once

#include <QByteArray>
#include <QWidget>

class QCheckBox;

namespace reasonglass {

class CodeEdit;
class StateLine;

/// The JSON schema that the answers of a set's runs must satisfy, as the server is told.
class SchemaPage : public QWidget
{
    Q_OBJECT

public:
    explicit SchemaPage(const QByteArray &schema, QWidget *parent = nullptr);

    QByteArray schema() const; ///< empty: answers are free text
    QString problem() const;   ///< why it cannot be used; empty: it can

signals:
    void changed();

private:
    void follow();

    QCheckBox *m_use;
    CodeEdit *m_edit;
    StateLine *m_state;
};

} // namespace reasonglass
