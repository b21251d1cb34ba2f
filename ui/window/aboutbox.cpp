#include "ui/window/aboutbox.h"

#include "ui/style/icons.h"

#include <QMessageBox>

namespace reasonglass {

void showAbout(QWidget *parent)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(QMessageBox::tr("About Reasonglass"));
    box->setIconPixmap(applicationIcon().pixmap(64, 64));
    box->setTextFormat(Qt::PlainText);
    box->setText(QMessageBox::tr("Reasonglass %1").arg(QStringLiteral(REASONGLASS_VERSION)));
    box->setInformativeText(
        QMessageBox::tr(
            "Watch reasoning models work, and keep what they wrote.\n\n"
            "Free software under the MIT licence.\n\n"
            "It stands on Qt %1 (LGPL 3, dynamically linked), SQLite (public domain), simdjson (Apache 2.0), "
            "MD4C (MIT) and QtKeychain (BSD).")
            .arg(QString::fromLatin1(qVersion())));
    box->open();
}

} // namespace reasonglass
