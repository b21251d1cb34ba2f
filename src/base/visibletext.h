#pragma once

#include <QByteArray>
#include <QString>
#include <QStringView>

namespace reasonglass {

/// \a text with every character that could hide or reorder other text made visible as ⟦U+202E⟧:
/// control, bidirectional, zero-width and tag characters, separators and noncharacters. New lines
/// and tabs stay, and so do joiners where a script or an emoji needs them.
QString visibleText(QStringView text);

/// \a json with the same characters as \u escapes: another spelling of the same document, but nothing in it
/// steers a terminal or reorders its text.
QByteArray visibleJson(const QByteArray &json);

} // namespace reasonglass
