#pragma once

#include <QString>
#include <QStringView>

namespace reasonglass {

/// LaTeX \a source as one can read it without typesetting: symbols for common commands,
/// (a)/(b) for fractions, raised and lowered digits. What is not known stays as it was written.
QString readableMath(QStringView source);

} // namespace reasonglass
