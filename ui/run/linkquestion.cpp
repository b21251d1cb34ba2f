#include "ui/run/linkquestion.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

bool mayBeOpened(const QUrl &url)
{
    const QString scheme = url.scheme();
    return scheme == "https"_L1 || scheme == "http"_L1 || scheme == "mailto"_L1;
}

void ask(const QUrl &url, const QString &text, QWidget *parent)
{
    const QString address = QString::fromLatin1(url.toEncoded());
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(QMessageBox::tr("Open a link?"));
    box->setTextFormat(Qt::PlainText);
    box->setText(text);
    box->setInformativeText(address);
    auto *copy = box->addButton(QMessageBox::tr("&Copy address"), QMessageBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, box,
                     [address] { QGuiApplication::clipboard()->setText(address); });
    if (mayBeOpened(url)) {
        auto *open = box->addButton(QMessageBox::tr("&Open in the browser"), QMessageBox::AcceptRole);
        QObject::connect(open, &QPushButton::clicked, box, [url] { QDesktopServices::openUrl(url); });
    }
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    box->open();
}

} // namespace

void askToOpenLink(const QUrl &url, QWidget *parent)
{
    const QString host = url.host(QUrl::FullyEncoded);
    ask(url,
        host.isEmpty() ? QMessageBox::tr("A model wrote this link.")
                       : QMessageBox::tr("A model wrote this link. It leads to %1.").arg(host),
        parent);
}

void askToOpenReleasePage(const QUrl &url, QWidget *parent)
{
    ask(url, QMessageBox::tr("The page of this release is on %1.").arg(url.host(QUrl::FullyEncoded)), parent);
}

} // namespace reasonglass
