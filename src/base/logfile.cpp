#include "base/logfile.h"

#include <QDir>

#include <utility>

using namespace Qt::StringLiterals;

namespace reasonglass {

namespace {

constexpr int keptFiles = 3;
constexpr std::size_t mostWaiting = 10'000;

} // namespace

LogFile::LogFile(const QString &directory, qint64 maxBytes)
    : m_directory(directory)
    , m_maxBytes(maxBytes)
    , m_file(directory + "/reasonglass.log"_L1)
    , m_thread([this] { run(); })
{ }

LogFile::~LogFile()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_work.notify_one();
    m_thread.join();
}

void LogFile::write(const QByteArray &line)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() >= mostWaiting) {
            ++m_dropped;
            return;
        }
        m_waiting.push_back(line);
    }
    m_work.notify_one();
}

void LogFile::flush()
{
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return m_waiting.empty() && !m_writing; });
}

void LogFile::run()
{
    open();
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_work.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        takeTurn(lock);
    }
}

/// Writes what waits now, without holding up those who log meanwhile.
void LogFile::takeTurn(std::unique_lock<std::mutex> &lock)
{
    const std::deque<QByteArray> lines = std::exchange(m_waiting, {});
    const qint64 dropped = std::exchange(m_dropped, 0);
    m_writing = true;
    lock.unlock();
    for (const QByteArray &line : lines)
        put(line);
    if (dropped > 0)
        put(R"({"level":"warning","message":")" + QByteArray::number(dropped) + " lines dropped\"}\n");
    m_file.flush();
    lock.lock();
    m_writing = false;
    m_idle.notify_all();
}

void LogFile::put(const QByteArray &line)
{
    if (m_file.size() + line.size() > m_maxBytes)
        rotate();
    m_file.write(line);
}

void LogFile::open()
{
    QDir().mkpath(m_directory);
    if (m_file.open(QIODevice::WriteOnly | QIODevice::Append))
        m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

void LogFile::rotate()
{
    m_file.close();
    const QString name = m_file.fileName();
    const auto numbered = [&](int n) -> QString { return name + u'.' + QString::number(n); };
    QFile::remove(numbered(keptFiles));
    for (int n = keptFiles - 1; n > 0; --n)
        QFile::rename(numbered(n), numbered(n + 1));
    QFile::rename(name, numbered(1));
    m_file.setFileName(name);
    open();
}

} // namespace reasonglass
