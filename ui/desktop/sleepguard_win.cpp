#include "ui/desktop/sleepguard.h"

#include <qt_windows.h>

#include <utility>

namespace reasonglass {

namespace {

/// The state belongs to the thread that sets it: this one lives in the GUI thread as long as the window.
class ExecutionStateGuard : public SleepGuard
{
public:
    ~ExecutionStateGuard() override
    {
        if (m_effective)
            SetThreadExecutionState(ES_CONTINUOUS);
    }

    void hold(const QString & /*reason*/) override
    {
        if (m_effective)
            return;
        m_effective = SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED) != 0;
        if (m_effective)
            emit effectiveChanged(true);
    }

    void release() override
    {
        if (!std::exchange(m_effective, false))
            return;
        SetThreadExecutionState(ES_CONTINUOUS);
        emit effectiveChanged(false);
    }

    bool isEffective() const override { return m_effective; }

private:
    bool m_effective = false;
};

} // namespace

std::unique_ptr<SleepGuard> SleepGuard::create()
{
    return std::make_unique<ExecutionStateGuard>();
}

} // namespace reasonglass
