#include "base/processhardening.h"

#include <QtGlobal>

#ifdef Q_OS_WIN
// clang-format off
#include <windows.h> // before what builds on it
#include <werapi.h>
// clang-format on
#else
#include <sys/resource.h>
#include <sys/stat.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

#ifdef __has_feature
#define REASONGLASS_HAS_FEATURE(feature) __has_feature(feature)
#else
#define REASONGLASS_HAS_FEATURE(feature) 0
#endif

// LeakSanitizer attaches to the process as a debugger does.
#if defined(Q_OS_LINUX) && defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)                                 \
    && !REASONGLASS_HAS_FEATURE(address_sanitizer)
#define REASONGLASS_NOT_DUMPABLE
#endif

namespace reasonglass {

void hardenProcess()
{
#ifdef Q_OS_WIN
    // No dialog that offers to send a report, and no heap in the reports that Windows makes by itself.
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
#else
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    umask(S_IRWXG | S_IRWXO);
#endif
#ifdef REASONGLASS_NOT_DUMPABLE
    // Where the kernel pipes core images into a collector (systemd-coredump, apport), the limit above is only
    // advice to it; this is not. It also keeps other programs of the same user from reading our memory. The
    // price: a debugger must start the program instead of attaching to it (builds with assertions can be
    // attached to), and /proc/PID/{root,exe,fd} belong to root. Desktop portals look at those only to find
    // out whether a program is sandboxed, and take the refusal for "no", which is true here; inside Flatpak
    // they look at the sandbox's bus proxy instead.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

} // namespace reasonglass
