#pragma once

#include "streamview/streamtext.h"
#include "streamview/texttheme.h"

#include <QString>

#include <vector>

class QWidget;

namespace reasonglass {

/// Texts as they stand when they are to be printed; what arrives later is not printed.
struct Printout
{
    struct Section
    {
        QString heading;
        StreamText text;
    };

    QString title;
    std::vector<Section> sections;
    TextFonts fonts;
};

/// Asks for a printer and prints, page by page, so that the window stays alive and printing can be stopped.
void printOut(const Printout &printout, QWidget *parent);

/// Asks for a file and writes a PDF in the background; says so if that failed.
void saveAsPdf(const Printout &printout, QWidget *parent);

} // namespace reasonglass
