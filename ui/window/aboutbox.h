#pragma once

class QWidget;

namespace reasonglass {

/// Version, licence, and the libraries the program stands on with theirs.
void showAbout(QWidget *parent);

} // namespace reasonglass
