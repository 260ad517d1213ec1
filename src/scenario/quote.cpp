#include "scenario/quote.hpp"

namespace telerule {

std::string_view clip(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string quote(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string_view const shown = clip(text, longest);
  std::string out = "`";
  out += shown;
  if (shown.size() != text.size()) out += "…";
  out += '`';
  return out;
}

}  // namespace telerule
