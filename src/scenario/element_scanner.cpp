#include "scenario/element_scanner.hpp"

#include <algorithm>
#include <bit>

#include "scenario/bytes.hpp"

namespace telerule {

std::size_t ElementScanner::scan(std::string_view text) {
  if (at_ == 0 && !text.empty() && text[0] != '"' && text[0] != '{' && text[0] != '[') {
    // A number or word, or what is taken for one.
    auto const end = std::find_if(text.begin(), text.end(), bytes::ends_scalar);
    return end == text.end() ? not_yet : static_cast<std::size_t>(end - text.begin());
  }
  while (at_ < text.size()) {
    char const* const p = text.data() + at_;
    std::uint32_t const found = in_text_ ? bytes::equal(p, '"') | bytes::equal(p, '\\') : bytes::brackets_or_quotes(p);
    std::size_t const step = found == 0 ? bytes::block : static_cast<std::size_t>(std::countr_zero(found));
    if (found == 0 || at_ + step >= text.size()) {
      at_ = std::min(at_ + step, text.size());
      continue;
    }
    at_ += step;
    switch (text[at_]) {
      case '\\':
        // The escaped byte is not looked at, so it must be there.
        if (at_ + 1 >= text.size()) return not_yet;
        ++at_;
        break;
      case '"':
        in_text_ = !in_text_;
        break;
      case '{':
      case '[':
        ++depth_;
        break;
      default:
        --depth_;
        break;
    }
    ++at_;
    if (depth_ == 0 && !in_text_) return at_;
  }
  return not_yet;
}

}  // namespace telerule
