#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "telerule/diagnostic.hpp"

namespace telerule {

// Writes the whole of a file or nothing: the text is written beside it, flushed to the disk and put in its place in one
// step. A symbolic link stays, and the file it leads to is replaced. A device or pipe is written to as it is.
// Says what is wrong if it did not work.
std::optional<Diagnostic> write_file(std::string const& path, std::string_view text);

}  // namespace telerule
