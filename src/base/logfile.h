#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace reasonglass {

/// A file of lines that is written by a thread of its own and set aside when it is full: `name.log`, the
/// older `name.log.1` … `name.log.3`. May be used from any thread.
class LogFile
{
public:
    /// Nothing is opened or created here: that, too, can take long.
    LogFile(const QString &directory, qint64 maxBytes);
    /// Writes what still waits.
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    /// Returns at once. Where the disk is so slow that thousands of lines wait, newer ones are dropped and a
    /// line says how many.
    void write(const QByteArray &line);
    /// Waits until everything written so far stands in the file.
    void flush();

private:
    void run();
    void takeTurn(std::unique_lock<std::mutex> &lock);
    void put(const QByteArray &line);
    void open();
    void rotate();

    const QString m_directory;
    const qint64 m_maxBytes;
    QFile m_file; ///< the thread's own

    std::mutex m_mutex;
    std::condition_variable m_work;
    std::condition_variable m_idle;
    std::deque<QByteArray> m_waiting;
    qint64 m_dropped = 0;
    bool m_writing = false;
    bool m_ending = false;
    std::thread m_thread; ///< last: it uses all of the above
};

} // namespace reasonglass
