#include <algorithm>
#include <cstddef>
#include <tuple>
#include <vector>

#include "telerule/diagnostic.hpp"

namespace telerule {

namespace {

// No word that is meant is longer; it keeps the cost of a hostile word bounded.
constexpr std::size_t longest_word = 128;

// How many edits still look like a slip of the pen.
std::size_t edits_allowed(std::size_t length) { return length <= 2 ? 0 : length <= 5 ? 1 : length <= 8 ? 2 : 3; }

// `patient-State` and `patient_state` are the same word, differently spelt.
std::string normalized(std::string_view word) {
  std::string result{word};
  for (char& c : result) {
    if (c == '-') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// Edits from one word to the other: insertion, deletion, replacement, and the swap of two neighbors.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

std::size_t shared_prefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<std::string const> candidates) {
  if (word.empty() || word.size() > longest_word) return std::nullopt;
  std::string const wanted = normalized(word);

  // Fewest edits; then the longest common beginning; then the alphabet, so that equal runs give equal advice.
  using Rank = std::tuple<std::size_t, std::size_t, std::string_view>;
  std::optional<Rank> best;
  for (std::string const& candidate : candidates) {
    std::string const offered = normalized(candidate);
    std::size_t const allowed = edits_allowed(std::max(wanted.size(), offered.size()));
    std::size_t const unlike = std::max(wanted.size(), offered.size()) - std::min(wanted.size(), offered.size());
    if (candidate == word || unlike > allowed) continue;
    std::size_t const edits = distance(wanted, offered);
    if (edits > allowed) continue;
    Rank const rank{edits, longest_word - shared_prefix(wanted, offered), candidate};
    if (!best || rank < *best) best = rank;
  }
  if (!best) return std::nullopt;
  return std::string{std::get<2>(*best)};
}

std::string did_you_mean(std::string_view word, std::span<std::string const> candidates) {
  auto const found = nearest(word, candidates);
  return found ? "did you mean `" + *found + "`?" : std::string{};
}

}  // namespace telerule
