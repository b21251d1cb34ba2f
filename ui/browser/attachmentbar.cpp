#include "ui/browser/attachmentbar.h"

#include "base/whenanswered.h"
#include "ui/browser/attachmentreading.h"
#include "ui/style/flowlayout.h"
#include "ui/style/icons.h"
#include "ui/words/words.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr qsizetype longestName = 40;

QString shortened(const QString &fileName)
{
    if (fileName.size() <= longestName)
        return fileName;
    constexpr qsizetype half = longestName / 2;
    return fileName.left(half) + u'…' + fileName.right(half);
}

QString refusalText(const QString &fileName, const Error &error)
{
    if (error.code == "folder"_L1)
        return AttachmentBar::tr("“%1” is a folder. Drop the files that are in it.").arg(fileName);
    if (error.code == "too_large"_L1)
        return AttachmentBar::tr("“%1” is larger than %2 and was not attached.")
            .arg(fileName, words::bytes(largestAttachment));
    if (error.code == "unknown_kind"_L1)
        return AttachmentBar::tr("“%1” is neither text nor an image nor a PDF (%2) and was not attached.")
            .arg(fileName, error.message);
    return AttachmentBar::tr("“%1” cannot be read: %2").arg(fileName, error.message);
}

} // namespace

AttachmentBar::AttachmentBar(QWidget *parent)
    : QWidget(parent)
{
    setLayout(new FlowLayout);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Attached files"));
    hide();
}

void AttachmentBar::addFiles(const QStringList &paths)
{
    for (const QString &path : paths)
        addReading(QFileInfo(path).fileName(), readAttachment(path));
}

void AttachmentBar::addImage(const QImage &image)
{
    const QString fileName = u"pasted-%1.png"_s.arg(++m_pasted);
    addReading(fileName, encodeAttachment(image, fileName));
}

void AttachmentBar::addReading(const QString &fileName, const QFuture<Result<Attachment>> &reading)
{
    QWidget *chip = addChip(fileName);
    m_entries.push_back({.chip = chip, .attachment = {.fileName = fileName}, .reading = true});
    describe(m_entries.back());
    whenAnswered(reading, chip, [this, chip, fileName](const Result<Attachment> &attachment) {
        take(chip, fileName, attachment);
    });
    emit changed();
}

QWidget *AttachmentBar::addChip(const QString &fileName)
{
    auto *chip = new QFrame;
    chip->setFrameShape(QFrame::StyledPanel);
    auto *text = new QLabel;
    text->setObjectName(u"text"_s);
    text->setTextFormat(Qt::PlainText);
    auto *removal = new QToolButton;
    removal->setObjectName(u"removal"_s);
    removal->setIcon(outlineIcon(u"cross"_s));
    removal->setAutoRaise(true);
    removal->setFocusPolicy(Qt::TabFocus);
    removal->setToolTip(tr("Remove this file"));
    removal->setAccessibleName(tr("Remove %1").arg(fileName));
    connect(removal, &QToolButton::clicked, this, [this, chip] { remove(chip); });

    auto *row = new QHBoxLayout(chip);
    row->setContentsMargins(8, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(text);
    row->addWidget(removal);
    layout()->addWidget(chip);
    chip->show();
    show();
    return chip;
}

void AttachmentBar::describe(const Entry &entry)
{
    const QString size = entry.reading ? tr("reading…") : words::bytes(entry.attachment.bytes.size());
    const QString name = shortened(entry.attachment.fileName);
    auto *text = entry.chip->findChild<QLabel *>(u"text"_s);
    text->setText(name + u" · "_s + size);
    entry.chip->setAccessibleName(text->text());
}

void AttachmentBar::take(QWidget *chip, const QString &fileName, const Result<Attachment> &attachment)
{
    const auto entry = entryOf(chip);
    if (entry == m_entries.end())
        return; // removed meanwhile; the chip itself goes a little later
    if (!attachment) {
        emit refused(refusalText(fileName, attachment.error())); // first: changed() may start the run
        remove(chip);
        return;
    }
    entry->attachment = *attachment;
    entry->reading = false;
    describe(*entry);
    emit changed();
}

void AttachmentBar::remove(QWidget *chip)
{
    m_entries.erase(entryOf(chip));
    layout()->removeWidget(chip);
    chip->hide();
    chip->deleteLater();
    setVisible(!m_entries.empty());
    emit changed();
}

std::vector<AttachmentBar::Entry>::iterator AttachmentBar::entryOf(const QWidget *chip)
{
    return std::ranges::find(m_entries, chip, &Entry::chip);
}

std::vector<Attachment> AttachmentBar::attachments() const
{
    std::vector<Attachment> read;
    for (const Entry &entry : m_entries) {
        if (!entry.reading)
            read.push_back(entry.attachment);
    }
    return read;
}

void AttachmentBar::setAttachments(const std::vector<Attachment> &attachments)
{
    while (!m_entries.empty())
        remove(m_entries.back().chip);
    for (const Attachment &attachment : attachments) {
        m_entries.push_back({.chip = addChip(attachment.fileName), .attachment = attachment});
        describe(m_entries.back());
    }
    emit changed();
}

QList<QWidget *> AttachmentBar::controls() const
{
    QList<QWidget *> controls;
    for (const Entry &entry : m_entries)
        controls.append(entry.chip->findChild<QToolButton *>(u"removal"_s));
    return controls;
}

bool AttachmentBar::isReading() const
{
    return std::ranges::any_of(m_entries, &Entry::reading);
}

} // namespace reasonglass
