#pragma once

#include "streamview/streamtext.h"
#include "streamview/texttheme.h"

#include <QString>

#include <functional>
#include <vector>

class QPagedPaintDevice;

namespace reasonglass {

/// A text with a heading, as it is printed.
struct PrintedText
{
    QString heading; ///< empty: none
    const StreamText *text = nullptr;
};

/// Prints texts one after the other, black on white, with page numbers; lines are never cut by a page's end.
///
/// \a progress is told now and then how many blocks of all are done; printing stops when it returns false.
/// False if it was stopped or the device refused. May run in any thread where the device may be painted on.
bool printTexts(const std::vector<PrintedText> &texts, const QString &title, const TextFonts &fonts,
                QPagedPaintDevice &device, const std::function<bool(size_t done, size_t of)> &progress);

} // namespace reasonglass
