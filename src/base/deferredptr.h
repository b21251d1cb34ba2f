#pragma once

#include <QObject>

#include <memory>

namespace reasonglass {

/// Deletes a QObject from the event loop, so that it may still be emitting when its owner lets go.
struct DeleteLater
{
    void operator()(QObject *object) const { object->deleteLater(); }
};

/// Owns a QObject that has no parent and may be released from one of its own signals.
template <typename T>
using DeferredPtr = std::unique_ptr<T, DeleteLater>;

} // namespace reasonglass
