#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenario/reader.hpp"
#include "telerule/diagnostic.hpp"

namespace telerule {

// Why a record was not accepted. Offsets are bytes of the record.
struct InputError {
  DiagnosticId id{};
  std::size_t offset = 0, length = 1;
  std::optional<std::size_t> first_offset;  // where a duplicate key was seen first
  std::string pointer;
  std::string message;
  std::string help;
};

// What a person is shown of a place in a text that begins at `start` of a file.
// Only the line of the place is copied, however long the text.
Frame frame_in(std::string_view text, std::size_t offset, std::size_t length, Position start, std::string const& file);

Diagnostic to_diagnostic(InputError const& error, RawRecord const& record, std::string const& file);

}  // namespace telerule
