#pragma once

namespace reasonglass {

/// Keeps what the program holds in memory and in files to its owner; the first call of main().
///
/// A crash leaves no memory image, which would hold keys, prompts and answers. On Unix whatever the program
/// creates from then on is for the owner only: files 0600, folders 0700. Programs that it starts inherit
/// both.
void hardenProcess();

} // namespace reasonglass
