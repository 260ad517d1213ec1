#include "scenario/text_fault.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/bytes.hpp"
#include "source/utf8.hpp"

namespace telerule {
namespace {

InputError fault(DiagnosticId id, std::size_t offset, std::size_t length, std::string message, std::string help = {}) {
  InputError error;
  error.id = id;
  error.offset = offset;
  error.length = length;
  error.message = std::move(message);
  error.help = std::move(help);
  return error;
}

InputError not_utf8(std::string_view record, std::size_t offset) {
  // Every second byte of a Latin text in UTF-16 is NUL, and its mark comes first.
  bool const utf16 = record.starts_with("\xFF\xFE") || record.starts_with("\xFE\xFF");
  if (record[offset] == '\0' && !utf16)
    return fault(DiagnosticId::invalid_utf8, offset, 1, "a NUL stands here, which no text may hold");
  return fault(DiagnosticId::invalid_utf8, offset, 1,
               fmt::format("the byte 0x{:02X} is not UTF-8 here", static_cast<unsigned char>(record[offset])),
               utf16 ? "the file is UTF-16; save it as UTF-8" : "save the file as UTF-8");
}

InputError control_character(std::string_view record, std::size_t offset) {
  bool const line_end = record[offset] == '\n' || record[offset] == '\r';
  return fault(
      DiagnosticId::not_json, offset, 1,
      line_end ? "a line ends inside a quoted text"
               : fmt::format("the control character U+{:04X} stands in a text", static_cast<unsigned>(record[offset])),
      line_end ? "close the text, or write the line end as `\\n`"
               : fmt::format("write it as `\\u{:04x}`", static_cast<unsigned>(record[offset])));
}

}  // namespace

InputError text_fault(std::string_view record) {
  if (std::all_of(record.begin(), record.end(), bytes::is_space))
    return fault(DiagnosticId::empty_input, 0, 1, "there is nothing here", "a scenario is a JSON object");
  std::size_t const invalid = utf8::first_fault(record);
  std::size_t opened = std::string_view::npos;
  for (std::size_t at = 0; at < record.size(); ++at) {
    if (at == invalid) return not_utf8(record, at);
    char const c = record[at];
    bool const inside = opened != std::string_view::npos;
    if (c == '"')
      opened = inside ? std::string_view::npos : at;
    else if (inside && static_cast<unsigned char>(c) < 0x20)
      return control_character(record, at);
    else if (c == '\\' && inside)
      ++at;
    else if (c == '\\')
      return fault(DiagnosticId::not_json, at, 1, "a backslash stands outside of any text");
  }
  if (opened != std::string_view::npos) {
    InputError error = fault(DiagnosticId::truncated_input, record.size(), 1, "the text ends inside quotes");
    error.first_offset = opened;
    return error;
  }
  return fault(DiagnosticId::not_json, 0, 1, "this is not JSON");
}

}  // namespace telerule
