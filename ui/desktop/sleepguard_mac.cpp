#include "ui/desktop/sleepguard.h"

#include <IOKit/pwr_mgt/IOPMLib.h>

namespace reasonglass {

namespace {

class AssertionGuard : public SleepGuard
{
public:
    ~AssertionGuard() override
    {
        if (m_assertion != kIOPMNullAssertionID)
            IOPMAssertionRelease(m_assertion);
    }

    void hold(const QString &reason) override
    {
        if (isEffective())
            return;
        CFStringRef name = reason.toCFString();
        const IOReturn done = IOPMAssertionCreateWithName(kIOPMAssertPreventUserIdleSystemSleep,
                                                          kIOPMAssertionLevelOn, name, &m_assertion);
        CFRelease(name);
        if (done != kIOReturnSuccess)
            m_assertion = kIOPMNullAssertionID;
        else
            emit effectiveChanged(true);
    }

    void release() override
    {
        if (!isEffective())
            return;
        IOPMAssertionRelease(m_assertion);
        m_assertion = kIOPMNullAssertionID;
        emit effectiveChanged(false);
    }

    bool isEffective() const override { return m_assertion != kIOPMNullAssertionID; }

private:
    IOPMAssertionID m_assertion = kIOPMNullAssertionID;
};

} // namespace

std::unique_ptr<SleepGuard> SleepGuard::create()
{
    return std::make_unique<AssertionGuard>();
}

} // namespace reasonglass
