#pragma once

#include "settings/settings.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;
class QString;

namespace reasonglass {

// Each keeps a control and a setting the same, whichever of them changes, as long as both exist.

void bindSetting(QCheckBox *box, Settings &settings, const Setting<bool> &setting);
void bindSetting(QSpinBox *box, Settings &settings, const Setting<int> &setting);
void bindSetting(QDoubleSpinBox *box, Settings &settings, const Setting<double> &setting);
/// The data of \a box's entries are the values. A stored value that is not among them is added.
void bindSetting(QComboBox *box, Settings &settings, const Setting<QString> &setting);

/// A combo with automatic, on and off, named \a name for assistive technology.
QComboBox *createStreamingCombo(const QString &name);

} // namespace reasonglass
