#pragma once

#include <QString>
#include <QStringView>

namespace reasonglass {

/// \a text with every character that could hide or reorder other text made visible as ⟦U+202E⟧:
/// control, bidirectional, zero-width and tag characters, separators and noncharacters. New lines
/// and tabs stay, and so do joiners where a script or an emoji needs them.
QString visibleText(QStringView text);

} // namespace reasonglass
