#include "scenario/escapes.hpp"

#include <array>
#include <cstdint>

namespace telerule {
namespace {

// The four hexadecimal digits of `\uXXXX`, or nothing.
std::optional<std::uint32_t> code_unit(std::string_view escape) {
  if (escape.size() < 6 || escape[0] != '\\' || escape[1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  for (char const c : escape.substr(2, 4)) {
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<std::uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<std::uint32_t>(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
      digit = static_cast<std::uint32_t>(c - 'A') + 10;
    else
      return std::nullopt;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

void append_utf8(std::string& out, std::uint32_t c) {
  auto const put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6U));
    put(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12U));
    put(0x80 | ((c >> 6U) & 0x3FU));
    put(0x80 | (c & 0x3FU));
  } else {
    put(0xF0 | (c >> 18U));
    put(0x80 | ((c >> 12U) & 0x3FU));
    put(0x80 | ((c >> 6U) & 0x3FU));
    put(0x80 | (c & 0x3FU));
  }
}

// What a one-letter escape stands for; NUL: nothing.
char simple(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

std::optional<EscapeFault> unescape(std::string_view quoted, std::string& out) {
  std::size_t at = 0;
  while (at < quoted.size()) {
    std::size_t const slash = quoted.find('\\', at);
    out.append(quoted.substr(at, slash - at));
    if (slash == std::string_view::npos) break;
    std::string_view const rest = quoted.substr(slash);
    if (rest.size() < 2) return EscapeFault{slash, 1};
    if (rest[1] != 'u') {
      char const c = simple(rest[1]);
      if (c == '\0') {
        // The whole of a character, if the escaped one is not ASCII.
        std::size_t length = 2;
        while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0U) == 0x80) ++length;
        return EscapeFault{slash, length};
      }
      out += c;
      at = slash + 2;
      continue;
    }
    auto unit = code_unit(rest);
    if (!unit) return EscapeFault{slash, 2};
    if (*unit == 0) return EscapeFault{slash, 6, true};
    at = slash + 6;
    if (is_high(*unit)) {
      auto const low = code_unit(rest.substr(6));
      if (!low || !is_low(*low)) return EscapeFault{slash, 6};
      unit = 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00);
      at += 6;
    } else if (is_low(*unit)) {
      return EscapeFault{slash, 6};
    }
    append_utf8(out, *unit);
  }
  return std::nullopt;
}

std::string escape(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace telerule
