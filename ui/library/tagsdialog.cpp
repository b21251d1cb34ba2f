#include "ui/library/tagsdialog.h"

#include <QCompleter>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int comfortableWidth = 44; // characters

/// Completes the tag being written: what stands behind the last comma.
class TagCompleter : public QCompleter
{
public:
    using QCompleter::QCompleter;

    QStringList splitPath(const QString &path) const override { return {path.section(u',', -1).trimmed()}; }

    QString pathFromIndex(const QModelIndex &index) const override
    {
        const QString line = static_cast<QLineEdit *>(widget())->text();
        const qsizetype comma = line.lastIndexOf(u',');
        const QString before = comma < 0 ? QString() : line.first(comma) + u", "_s;
        return before + QCompleter::pathFromIndex(index);
    }
};

} // namespace

QStringList tagsFromText(const QString &text)
{
    QStringList tags;
    for (const QString &word : text.split(u',')) {
        const QString tag = word.simplified();
        if (!tag.isEmpty() && !tags.contains(tag, Qt::CaseInsensitive))
            tags.append(tag);
    }
    return tags;
}

TagsDialog::TagsDialog(const QStringList &tags, int analyses, const QStringList &inUse, QWidget *parent)
    : QDialog(parent)
    , m_line(new QLineEdit(tags.join(u", "_s)))
{
    setWindowTitle(tr("Tags"));
    auto *label = new QLabel(
        analyses == 1 ? tr("&Tags, parted by commas:")
                      : tr("&Tags that all %n analyses have, parted by commas:", nullptr, analyses));
    label->setBuddy(m_line);
    m_line->setMinimumWidth(m_line->fontMetrics().averageCharWidth() * comfortableWidth);
    auto *completer = new TagCompleter(inUse, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_line->setCompleter(completer);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(label);
    column->addWidget(m_line);
    column->addWidget(buttons);
}

QStringList TagsDialog::tags() const
{
    return tagsFromText(m_line->text());
}

} // namespace reasonglass
