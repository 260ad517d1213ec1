#include "scenario/words.hpp"

#include <bit>

namespace telerule {
namespace {

bool stands_as_it_is(std::string_view word) {
  return std::none_of(word.begin(), word.end(),
                      [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

Words::Words(std::vector<std::string> const& words, std::vector<std::int64_t> const& values,
             std::optional<std::int64_t> null) {
  std::vector<Entry> entries;
  auto const add = [&](std::string_view token, std::int64_t value) {
    if (token.size() > bytes::block) return;
    Entry& entry = entries.emplace_back();
    std::copy(token.begin(), token.end(), entry.text.begin());
    entry.bits = bytes::first_bits(token.size());
    entry.length = static_cast<std::uint32_t>(token.size());
    entry.value = value;
  };
  for (std::size_t i = 0; i < words.size(); ++i)
    if (stands_as_it_is(words[i])) add('"' + words[i] + '"', values[i]);
  if (null) add("null", *null);

  // Twice the room, and a few tries, settle any table of schema size; what they do not is found by probing.
  std::size_t const size = std::bit_ceil(2 * entries.size() + 2);
  mask_ = size - 1;
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(size));
  entries_.resize(size);
  std::uint64_t seed = 0x9E3779B97F4A7C15;
  for (int tries = 0; tries < 16; ++tries) {
    if (place(entries, seed)) return;
    seed = (seed * 6364136223846793005U + 1442695040888963407U) | 1U;
  }
}

bool Words::place(std::vector<Entry> const& words, std::uint64_t seed) {
  seed_ = seed;
  std::fill(entries_.begin(), entries_.end(), Entry{});
  bool perfect = true;
  for (Entry const& word : words) {
    std::size_t at = slot({word.text.data(), word.length}, seed);
    for (; entries_[at].length != 0; at = (at + 1) & mask_) perfect = false;
    entries_[at] = word;
  }
  return perfect;
}

}  // namespace telerule
