#pragma once

#include <string_view>

#include "scenario/input_error.hpp"

namespace telerule {

// Why Structure::index refused a record: it is empty, not UTF-8, holds a control character in a text, or ends inside
// one.
InputError text_fault(std::string_view record);

}  // namespace telerule
