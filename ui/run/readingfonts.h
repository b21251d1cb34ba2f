#pragma once

#include "streamview/texttheme.h"

namespace reasonglass {

class Settings;

/// The fonts for reasoning and answers, as the settings say; the system's where they say nothing.
TextFonts readingFonts(const Settings &settings);

} // namespace reasonglass
