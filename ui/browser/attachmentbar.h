#pragma once

#include "base/error.h"
#include "base/expected.h"
#include "responses/responserequest.h"

#include <QFuture>
#include <QImage>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace reasonglass {

/// The files that go along with a prompt, one chip each. Files are read in the background; until one
/// is there its chip says so.
class AttachmentBar : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentBar(QWidget *parent = nullptr);

    void addFiles(const QStringList &paths);
    void addImage(const QImage &image);

    /// What has been read, in the order in which it was added.
    std::vector<Attachment> attachments() const;
    void setAttachments(const std::vector<Attachment> &attachments);
    /// What can have the focus, in reading order.
    QList<QWidget *> controls() const;
    /// Whether a file is still being read.
    bool isReading() const;

signals:
    /// A file was added, removed, or has been read.
    void changed();
    /// A file is not taken, and why, in words.
    void refused(const QString &message);

private:
    struct Entry
    {
        QWidget *chip;
        Attachment attachment;
        bool reading = false;
    };

    void addReading(const QString &fileName, const QFuture<Result<Attachment>> &reading);
    QWidget *addChip(const QString &fileName);
    void describe(const Entry &entry);
    void take(QWidget *chip, const QString &fileName, const Result<Attachment> &attachment);
    void remove(QWidget *chip);
    std::vector<Entry>::iterator entryOf(const QWidget *chip);

    std::vector<Entry> m_entries;
    int m_pasted = 0;
};

} // namespace reasonglass
