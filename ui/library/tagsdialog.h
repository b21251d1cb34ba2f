#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;

namespace reasonglass {

/// The tags in \a text, parted by commas; each once, as first written.
QStringList tagsFromText(const QString &text);

/// Edits the tags of one or more analyses: a line of words parted by commas, completed from those in use.
class TagsDialog : public QDialog
{
    Q_OBJECT

public:
    /// \a tags: those that all \a analyses of them have; \a inUse: those offered.
    TagsDialog(const QStringList &tags, int analyses, const QStringList &inUse, QWidget *parent = nullptr);

    QStringList tags() const;

private:
    QLineEdit *m_line;
};

} // namespace reasonglass
