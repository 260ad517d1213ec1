#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "program/layout.hpp"
#include "telerule/schema.hpp"
#include "telerule/value.hpp"

namespace telerule {

// The value of a text slot: an offset beyond the record's bytes counts on into Scenario::decoded.
constexpr std::int64_t pack_text(std::size_t offset, std::size_t length) {
  return static_cast<std::int64_t>((std::uint64_t{offset} << 31) | length);
}

// A bound scenario: the facts that the rules read, typed and in their slots.
// It is filled again for each record of a stream and keeps its memory.
struct Scenario {
  std::uint32_t kind = 0;        // index in Schemas::kinds
  std::string_view bytes;        // the record it was bound from; must outlive it
  std::string id;                // scenario_id, decoded
  std::int64_t as_of = unknown;  // the day judged for: the record's own, or what --as-of put in its place
  std::vector<std::vector<std::int64_t>> frames;  // by frame type, frame after frame
  std::string decoded;                            // texts that were written with escapes

  std::int64_t const* frame(std::uint32_t type, std::uint32_t index, std::uint32_t slots) const {
    return frames[type].data() + std::size_t{index} * slots;
  }
  // A text slot: offset << 31 | length, where an offset at or beyond
  // bytes.size() points into `decoded`.
  std::string_view text(std::int64_t slot) const {
    auto const u = static_cast<std::uint64_t>(slot);
    std::size_t const offset = u >> 31, length = u & 0x7fffffffU;
    return offset < bytes.size() ? bytes.substr(offset, length)
                                 : std::string_view(decoded).substr(offset - bytes.size(), length);
  }
};

}  // namespace telerule
