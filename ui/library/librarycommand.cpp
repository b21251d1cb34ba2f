#include "ui/library/librarycommand.h"

#include <utility>

namespace reasonglass {

LibraryCommand::LibraryCommand(Kind kind, const QString &text, std::function<void()> change,
                               std::function<void()> opposite)
    : QUndoCommand(text)
    , m_kind(kind)
    , m_change(std::move(change))
    , m_opposite(std::move(opposite))
{ }

} // namespace reasonglass
