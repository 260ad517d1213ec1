#include "report/json_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "report/glyph.hpp"

namespace telerule {
namespace {

std::string escape(char32_t c) {
  auto const value = static_cast<std::uint32_t>(c);
  if (value < 0x10000) return fmt::format("\\u{:04x}", value);
  auto const offset = value - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (offset >> 10U), 0xDC00 + (offset & 0x3FFU));
}

}  // namespace

std::string json_text(nlohmann::ordered_json const& value) {
  auto const text = value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size() + 1);
  for (std::string_view rest = text; !rest.empty();) {
    auto const c = first_character(rest);
    // The only control character outside of strings is the line end.
    if (c.value != '\n' && is_hidden(c.value)) {
      out += escape(c.value);
    } else {
      out += rest.substr(0, c.bytes);
    }
    rest.remove_prefix(c.bytes);
  }
  out += '\n';
  return out;
}

}  // namespace telerule
