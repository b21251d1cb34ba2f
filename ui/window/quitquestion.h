#pragma once

class QWidget;

namespace reasonglass {

class BatchRunner;
class Workbench;

/// Asks whether the program may end although runs are going, and says of each what becomes of it, and of what
/// is queued. True at once, without a word, if nothing runs.
bool mayQuit(const Workbench &workbench, const BatchRunner &batches, QWidget *parent);

} // namespace reasonglass
