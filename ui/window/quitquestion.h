#pragma once

class QWidget;

namespace reasonglass {

class Workbench;

/// Asks whether the program may end although runs are going, and says of each what becomes of it. True at
/// once, without a word, if nothing runs.
bool mayQuit(const Workbench &workbench, QWidget *parent);

} // namespace reasonglass
