#include "scenario/places.hpp"

#include <algorithm>

#include "scenario/input_error.hpp"

namespace telerule {

namespace {

constexpr std::size_t stride = 4096;
constexpr std::size_t context = 1024;  // more than a frame shows before a place

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

Places::Places(RawRecord const& raw, std::string const& file, std::vector<std::string> const& pointers) : raw_(raw), file_(file) {
  Position at{raw.line, raw.column};
  milestones_.emplace_back(0, at);
  for (std::size_t i = 0, last = 0; i < raw.bytes.size(); ++i) {
    char const c = raw.bytes[i];
    if (i >= last + stride && begins_character(c)) milestones_.emplace_back(last = i, at);
    if (c == '\n') at = {at.line + 1, 1};
    else if (begins_character(c)) ++at.column;
  }
  // A character is counted when its first byte is passed: at a milestone none is half counted.
  std::vector<std::string> unique = pointers;
  std::sort(unique.begin(), unique.end());
  unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
  auto located = locate(raw.bytes, unique);
  for (std::size_t i = 0; i < unique.size(); ++i) {
    Frame frame = frame_of(located[i]);
    places_.emplace(std::move(unique[i]), Place{std::move(located[i]), std::move(frame)});
  }
}

Frame Places::frame_of(Located const& located) const {
  std::size_t const from = located.offset - std::min(located.offset, context);
  auto const after = std::upper_bound(milestones_.begin(), milestones_.end(), from, [](std::size_t offset, auto const& m) { return offset < m.first; });
  auto const& [offset, position] = *std::prev(after);
  return frame_in(raw_.bytes.substr(offset), located.offset - offset, std::max<std::size_t>(located.length, 1), position, file_);
}

}  // namespace telerule
