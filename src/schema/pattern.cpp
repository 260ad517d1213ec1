#include "schema/pattern.hpp"

#include <algorithm>
#include <array>

#include "schema/code_point.hpp"

namespace telerule {
namespace {

constexpr std::size_t word_bits = 64;

}  // namespace

void Pattern::prepare() {
  words_ = items_.size() / word_bits + 1;
  ascii_.resize(128 * words_);
  for (char32_t c = 0; c < 128; ++c) items_for(c, &ascii_[c * words_]);
  optional_.resize(words_);
  repeats_.resize(words_);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    auto const bit = std::uint64_t{1} << (i % word_bits);
    if (items_[i].optional) optional_[i / word_bits] |= bit;
    if (items_[i].repeats) repeats_[i / word_bits] |= bit;
    any_optional_ |= items_[i].optional;
  }
}

void Pattern::items_for(char32_t c, std::uint64_t* out) const {
  std::fill_n(out, words_, 0);
  auto known = classes_.size();  // the class that `hit` is about: a repeated one stands in a row
  bool hit = false;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (std::size_t const wanted = items_[i].class_index; wanted != known) {
      auto const& ranges = classes_[known = wanted];
      hit = std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return r.first <= c && c <= r.last; });
    }
    if (hit) out[i / word_bits] |= std::uint64_t{1} << (i % word_bits);
  }
}

bool Pattern::matches(std::string_view text) const {
  std::array<std::uint64_t, most_items / word_bits + 1> states, wide;
  std::fill_n(states.begin(), words_, 0);
  std::size_t const last = items_.size() / word_bits;
  auto const accepted = [&] { return (states[last] >> (items_.size() % word_bits) & 1) != 0; };
  // An optional item may be passed without a character.
  auto const pass_optional = [&] {
    std::uint64_t carry = 0;
    for (std::size_t w = 0; w < words_; ++w) {
      std::uint64_t reached = states[w] | carry;
      for (std::uint64_t before = 0; before != reached;) {
        before = reached;
        reached |= (reached & optional_[w]) << 1;
      }
      states[w] = reached;
      carry = (reached & optional_[w]) >> (word_bits - 1);
    }
  };

  states[0] = 1;
  if (any_optional_) pass_optional();
  for (std::size_t at = 0; at < text.size();) {
    if (!to_end_ && accepted()) return true;
    std::uint64_t const* matching = nullptr;
    if (auto const byte = static_cast<unsigned char>(text[at]); byte < 128) {
      matching = &ascii_[byte * words_];
      ++at;
    } else {
      auto const [c, length] = code_point(text, at);
      if (length == 0) return false;
      items_for(c, wide.data());
      matching = wide.data();
      at += length;
    }
    std::uint64_t carry = from_start_ ? 0 : 1;
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < words_; ++w) {
      std::uint64_t const hit = states[w] & matching[w];
      states[w] = hit << 1 | carry | (hit & repeats_[w]);
      carry = hit >> (word_bits - 1);
      any |= states[w];
    }
    if (any == 0) return false;
    if (any_optional_) pass_optional();
  }
  return accepted();
}

}  // namespace telerule
