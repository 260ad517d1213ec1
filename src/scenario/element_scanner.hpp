#pragma once

#include <cstddef>
#include <string_view>

namespace telerule {

// Finds the end of a JSON value that comes in pieces, knowing only texts and
// brackets: what is inside is for the binder to judge.
class ElementScanner {
 public:
  static constexpr std::size_t not_yet = static_cast<std::size_t>(-1);

  // Goes on where it stopped. `text` begins with the value and is at least as
  // long as before, with Binder::padding readable bytes behind it. Gives the value's length, or not_yet.
  std::size_t scan(std::string_view text);

 private:
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool in_text_ = false;
};

}  // namespace telerule
