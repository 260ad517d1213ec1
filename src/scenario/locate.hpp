#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace telerule {

// Where a value stands in a record that was bound without error.
struct Located {
  std::size_t offset = 0, length = 0;  // the value; of the nearest ancestor present when it is absent
  bool present = false;                // null counts as present here
  std::string text;                    // the value as written, long ones shortened with …
};

// Finds the values of JSON Pointers. Only for what is reported: it reads the record again.
std::vector<Located> locate(std::string_view record, std::span<std::string const> pointers);

}  // namespace telerule
