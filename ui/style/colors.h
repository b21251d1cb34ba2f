#pragma once

#include "analysis/analysisrecord.h"
#include "analysis/taskmatrix.h"

#include <QColor>
#include <QPalette>

namespace reasonglass {

// A small set of colours, all made from the palette in use; nothing else in ui/ names a colour.

bool isDark(const QPalette &palette);
/// For secondary text; contrast at least 4.5:1 against Base.
QColor mutedText(const QPalette &palette);
/// For lines between areas.
QColor hairline(const QPalette &palette);
/// A background a little apart from Base (code, cards, banners).
QColor raised(const QPalette &palette);
/// Signals an outcome, never alone: a glyph and a word stand beside it.
QColor statusColor(AnalysisStatus status, const QPalette &palette);
/// The same for a cell of the matrix: its text, and the tint below it. Contrast at least 4.5:1.
QColor cellColor(CellState state, const QPalette &palette);
QColor cellGround(CellState state, const QPalette &palette);
QColor warningBackground(const QPalette &palette);

} // namespace reasonglass
