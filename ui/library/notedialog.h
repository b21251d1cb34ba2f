#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace reasonglass {

/// Edits the note of an analysis. Ctrl+Return saves.
class NoteDialog : public QDialog
{
    Q_OBJECT

public:
    NoteDialog(const QString &title, const QString &note, QWidget *parent = nullptr);

    QString note() const;

private:
    QPlainTextEdit *m_text;
};

} // namespace reasonglass
