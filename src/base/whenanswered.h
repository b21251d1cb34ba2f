#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace reasonglass {

/// Calls \a next with the answer of \a future, in the thread of \a context; never if the future is
/// cancelled or \a context goes first. Delete the returned object, a child of \a context, to hear no
/// more of it.
///
/// QFuture::then() with a context is not that: in Qt 6.4 it asserts when the context has gone.
template <typename Answer, typename Next>
QFutureWatcherBase *whenAnswered(const QFuture<Answer> &future, QObject *context, Next next)
{
    auto *watcher = new QFutureWatcher<Answer>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, next = std::move(next)]() mutable {
                         watcher->deleteLater();
                         const QFuture<Answer> answered = watcher->future();
                         if (answered.resultCount() > 0)
                             next(answered.result());
                     });
    watcher->setFuture(future);
    return watcher;
}

} // namespace reasonglass
