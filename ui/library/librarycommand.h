#pragma once

#include <QUndoCommand>

#include <functional>

namespace reasonglass {

/// A change to saved analyses and its opposite.
class LibraryCommand : public QUndoCommand
{
public:
    enum class Kind { Edit, Delete, Restore };

    /// \a text says what was done ("3 analyses deleted"); \a change is called as soon as the command is
    /// pushed.
    LibraryCommand(Kind kind, const QString &text, std::function<void()> change,
                   std::function<void()> opposite);

    Kind kind() const { return m_kind; }
    void redo() override { m_change(); }
    void undo() override { m_opposite(); }

private:
    Kind m_kind;
    std::function<void()> m_change;
    std::function<void()> m_opposite;
};

} // namespace reasonglass
