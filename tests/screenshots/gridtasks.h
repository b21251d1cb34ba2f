#pragma once

#include "responses/usage.h"
#include "tasks/task.h"
#include "tasks/taskset.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace reasonglass {

class LibraryWriter;

namespace pictures {

/// A task set with its tasks.
struct GridSet
{
    TaskSet set;
    std::vector<Task> tasks;
};

/// 34 tasks in the manner of ARC, made by rule (mirror, turn, fall, …), and three models. The same every
/// time.
GridSet gridSet();

/// What a model might have said to a task.
struct Said
{
    QString reasoning;
    QString answer;
    Usage usage;
};

/// \a mistakes cells of the answer's last grid are wrong; it lacks a row where that is negative.
Said said(const Task &task, int mistakes);

/// \a said as the events of a stream.
std::vector<QByteArray> events(const Said &said, const QString &model);

/// Keeps \a grids in a library, with runs of the last days: solved, failed, broken, stopped, once or more
/// often.
void writePast(LibraryWriter &writer, const GridSet &grids, qint64 nowUtcUs);

} // namespace pictures
} // namespace reasonglass
