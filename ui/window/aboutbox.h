#pragma once

#include <QDialog>

class QTabWidget;

namespace reasonglass {

/// Which program this is, in which build, and the terms of it and of all it is built on.
class AboutBox : public QDialog
{
    Q_OBJECT

public:
    explicit AboutBox(QWidget *parent = nullptr);

private:
    QWidget *createHeader();
    QWidget *createAboutPage();
    QWidget *createLinks();

    QTabWidget *m_pages;
};

/// Shows the box; it is gone once it is closed.
void showAbout(QWidget *parent);

} // namespace reasonglass
