#pragma once

#include <memory>

class QWidget;

namespace reasonglass {

/// How far long work has come, on the program's entry in the task bar or dock. Where there is none that
/// can show it, nothing happens; nothing waits for the system.
class TaskbarProgress
{
public:
    enum class State {
        None, ///< nothing is shown
        Running,
        Paused,
        Failing, ///< wants to be looked at
    };

    TaskbarProgress() = default;
    TaskbarProgress(const TaskbarProgress &) = delete;
    TaskbarProgress &operator=(const TaskbarProgress &) = delete;
    virtual ~TaskbarProgress() = default; ///< takes away what is shown

    /// The platform's own, for the top-level window that \a window is in and that outlives it.
    static std::unique_ptr<TaskbarProgress> create(QWidget *window);

    /// \a done is a share from 0 to 1.
    virtual void show(State state, double done) = 0;
};

} // namespace reasonglass
