#include "ui/desktop/taskbarprogress.h"

#include <QPointer>
#include <qt_windows.h>
#include <QWidget>

#include <algorithm>
#include <shobjidl.h>

namespace reasonglass {

namespace {

class TaskbarButtonProgress : public TaskbarProgress
{
public:
    explicit TaskbarButtonProgress(QWidget *window)
        : m_window(window)
    {
        if (FAILED(CoCreateInstance(CLSID_TaskbarList, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&m_list))))
            m_list = nullptr; // Qt has initialised COM in the GUI thread
        else if (FAILED(m_list->HrInit()))
            drop();
    }
    ~TaskbarButtonProgress() override
    {
        TaskbarButtonProgress::show(State::None, 0);
        drop();
    }

    void show(State state, double done) override
    {
        if (!m_list || !m_window)
            return;
        constexpr ULONGLONG whole = 1000;
        const auto window = reinterpret_cast<HWND>(m_window->window()->winId());
        if (state != State::None) // before the state: a value makes it normal
            m_list->SetProgressValue(window, ULONGLONG(std::clamp(done, 0.0, 1.0) * double(whole)), whole);
        m_list->SetProgressState(window, flagOf(state));
    }

private:
    static TBPFLAG flagOf(State state)
    {
        switch (state) {
        case State::None:
            return TBPF_NOPROGRESS;
        case State::Running:
            return TBPF_NORMAL;
        case State::Paused:
            return TBPF_PAUSED;
        case State::Failing:
            return TBPF_ERROR;
        }
        Q_UNREACHABLE();
    }

    void drop()
    {
        if (m_list)
            m_list->Release();
        m_list = nullptr;
    }

    QPointer<QWidget> m_window;
    ITaskbarList3 *m_list = nullptr; ///< null where there is no task bar
};

} // namespace

std::unique_ptr<TaskbarProgress> TaskbarProgress::create(QWidget *window)
{
    return std::make_unique<TaskbarButtonProgress>(window);
}

} // namespace reasonglass
