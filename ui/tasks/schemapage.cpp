#include "ui/tasks/schemapage.h"

#include "tasks/jsonschema.h"
#include "ui/browser/mutedlabel.h"
#include "ui/tasks/formparts.h"

#include <QCheckBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int leastLines = 8;

int lineAt(const QByteArray &text, qsizetype offset)
{
    return int(text.left(offset).count('\n')) + 1;
}

} // namespace

SchemaPage::SchemaPage(const QByteArray &schema, QWidget *parent)
    : QWidget(parent)
    , m_use(new QCheckBox(tr("Answers must satisfy this &schema")))
    , m_edit(new CodeEdit(u"schema"_s, tr("JSON schema")))
    , m_state(new StateLine(u"schemaState"_s))
{
    m_use->setObjectName(u"useSchema"_s);
    m_use->setChecked(!schema.isEmpty());
    m_edit->setLeastLines(leastLines);
    const QJsonDocument document = QJsonDocument::fromJson(schema);
    m_edit->setPlainText(document.isNull() ? QString::fromUtf8(schema)
                                           : QString::fromUtf8(document.toJson()).trimmed());
    m_edit->setPlaceholderText(u"{\n  \"type\": \"object\",\n  \"properties\": { \"answer\": { \"type\": "
                               u"\"string\" } },\n  \"required\": "
                               "[\"answer\"],\n  \"additionalProperties\": false\n}"_s);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_use);
    column->addWidget(
        new MutedLabel(tr("The server is told, and makes the model write JSON of that form. "
                          "Where a model cannot do that, the prompt is sent alone and the run says so.")));
    column->addWidget(m_edit, 1);
    column->addWidget(m_state);
    connect(m_use, &QCheckBox::toggled, this, &SchemaPage::follow);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &SchemaPage::follow);
    follow();
}

QByteArray SchemaPage::schema() const
{
    if (!m_use->isChecked())
        return {};
    const QByteArray text = m_edit->toPlainText().toUtf8();
    const QJsonDocument document = QJsonDocument::fromJson(text);
    return document.isObject() ? document.toJson(QJsonDocument::Compact) : text;
}

QString SchemaPage::problem() const
{
    if (!m_use->isChecked())
        return {};
    const QByteArray text = m_edit->toPlainText().toUtf8();
    if (text.trimmed().isEmpty())
        return tr("There is no schema yet.");
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return tr("This is not JSON: line %1, %2").arg(lineAt(text, error.offset)).arg(error.errorString());
    if (!document.isObject())
        return tr("A schema is a JSON object.");
    if (const Result<> usable = checkSchema(document.object()); !usable)
        return tr("This schema cannot be used: %1").arg(usable.error().message);
    return {};
}

void SchemaPage::follow()
{
    m_edit->setEnabled(m_use->isChecked());
    const QString why = problem();
    const QString fine = m_use->isChecked() ? tr("This is a schema.") : QString();
    m_state->say(why.isEmpty() ? StateLine::Tone::Good : StateLine::Tone::Problem,
                 why.isEmpty() ? fine : why);
    emit changed();
}

} // namespace reasonglass
