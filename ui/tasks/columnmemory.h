#pragma once

#include "tasks/taskimport.h"

#include <QStringList>

#include <optional>

namespace reasonglass {

class Settings;

// Files with the same columns come again: what each column was is remembered, in any order of columns.

std::optional<ColumnMapping> rememberedMapping(const Settings &settings, const QStringList &columns);
void rememberMapping(Settings &settings, const QStringList &columns, const ColumnMapping &mapping);

} // namespace reasonglass
