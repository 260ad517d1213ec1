#pragma once

#include <optional>

#include "cli/options.hpp"
#include "telerule/program.hpp"

namespace telerule {

// The files that the options name, or the shipped ones.
LoadedLibrary library_of(Options const& options);

// The rule set that the options ask for, checked. Every fault of every file is reported, by file and line.
Compiled rule_set_of(LoadedLibrary const& loaded, Options const& options);

}  // namespace telerule
