#pragma once

#include <span>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/streams.hpp"

namespace telerule {

// The whole program as a function of its arguments (without its own name) and where it writes. It never throws.
ExitCode run(std::span<std::string const> arguments, Streams& streams) noexcept;

}  // namespace telerule
