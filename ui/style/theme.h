#pragma once

#include <QString>

class QApplication;

namespace reasonglass {

/// Applies the setting keys::theme: "light" and "dark" bring a palette of their own, "system" is the
/// platform's. Call again whenever the setting changes; every window follows at once.
void applyTheme(QApplication &application, const QString &theme);

} // namespace reasonglass
