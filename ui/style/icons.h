#pragma once

#include <QIcon>
#include <QString>

namespace reasonglass {

/// The outline icon \a name (a file of resources/icons/masks without ".png"), drawn in the text colour of the
/// palette in use whenever it is painted, so that it follows light, dark and high contrast.
QIcon outlineIcon(const QString &name);

/// The program's own icon.
QIcon applicationIcon();

} // namespace reasonglass
