#pragma once

#include "streamview/texttheme.h"

class QPainter;
class QRectF;
class QTextDocument;

namespace reasonglass {

/// Paints what lies behind the text of \a document within \a visible (in document coordinates):
/// the ground and language of code blocks, quote bars and rules. Costs what is visible, no more.
void paintDecorations(QPainter &painter, const QTextDocument &document, const QRectF &visible,
                      const TextTheme &theme);

} // namespace reasonglass
