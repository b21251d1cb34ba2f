#pragma once

class QUrl;
class QWidget;

namespace reasonglass {

/// Asks whether to open a link that a model wrote, showing where it really leads: scheme, host in ASCII so
/// that look-alike letters cannot deceive, and the whole address. Only http, https and mailto can be opened
/// at all; anything else can only be copied.
void askToOpenLink(const QUrl &url, QWidget *parent);

/// The same for the page of a release of this program.
void askToOpenReleasePage(const QUrl &url, QWidget *parent);

} // namespace reasonglass
