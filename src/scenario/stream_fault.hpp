#pragma once

#include <string>

#include "telerule/diagnostic.hpp"

namespace telerule {

// Why no more bytes come from a file: for a Diagnostic, once the place is known.
struct StreamFault {
  DiagnosticId id{};
  std::string message, help;
};

}  // namespace telerule
