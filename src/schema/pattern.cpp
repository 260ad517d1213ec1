#include "schema/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "source/utf8.hpp"

namespace telerule {
namespace {

constexpr std::size_t word_bits = 64;
// So that the sets of a match fit an array, and what one character costs is bounded.
constexpr std::size_t most_items = 1023;
constexpr std::size_t most_words = (most_items + 1) / word_bits;
constexpr std::size_t longest = 1000;  // bytes of a pattern
constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();
constexpr char32_t last_character = 0x10FFFF;

constexpr std::string_view syntax_characters = R"(^$\.*+?()[]{}|/-)";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // in bytes; 0: not UTF-8
};

CodePoint code_point(std::string_view text, std::size_t at) {
  std::size_t const length = utf8::valid_length(text, at);
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (length <= 1) return {byte(0), length};
  char32_t value = byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte(i) & 0x3FU);
  return {value, length};
}

}  // namespace

// Reads the pattern's text into its items. The first problem ends it.
class Pattern::Compiler {
 public:
  Compiler(std::string_view text, Pattern& pattern) : text_(text), pattern_(pattern) {}

  std::string run() {
    if (text_.size() > longest) return fmt::format("the pattern is longer than {} bytes", longest);
    if (take('^')) pattern_.from_start_ = true;
    while (at_ < text_.size() && problem_.empty()) {
      if (text_[at_] == '$' && at_ + 1 == text_.size()) {
        pattern_.to_end_ = true;
        break;
      }
      Ranges ranges = single();
      if (problem_.empty()) quantified(std::move(ranges));
    }
    return problem_;
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool more() const { return at_ < text_.size(); }
  Ranges fail(std::string problem) {
    problem_ = std::move(problem);
    return {};
  }

  Ranges single() {
    switch (text_[at_]) {
      case '.':
        ++at_;
        return complement({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}});
      case '[':
        ++at_;
        return char_class();
      case '\\':
        ++at_;
        return escape();
      case '^':
        return fail("the pattern uses `^` elsewhere than at its beginning");
      case '$':
        return fail("the pattern uses `$` elsewhere than at its end");
      case '(':
      case ')':
      case '|':
        return fail(fmt::format("the pattern uses `{}`, which is not understood", text_[at_]));
      case '*':
      case '+':
      case '?':
      case '{':
        return fail(fmt::format("nothing stands before the pattern's `{}` that it could repeat", text_[at_]));
      case ']':
      case '}':
        return fail(fmt::format("the pattern uses `{0}` alone; write `\\{0}`", text_[at_]));
      default: {
        char32_t const c = character();
        return {{c, c}};
      }
    }
  }

  char32_t character() {
    auto const [value, length] = code_point(text_, at_);
    at_ += std::max<std::size_t>(length, 1);
    return value;
  }

  // Behind a backslash.
  Ranges escape() {
    if (!more()) return fail("the pattern ends with `\\`");
    char const c = text_[at_++];
    switch (c) {
      case 'd': return digits();
      case 'D': return complement(digits());
      case 'w': return word_characters();
      case 'W': return complement(word_characters());
      case 's': return spaces();
      case 'S': return complement(spaces());
      case 't': return {{'\t', '\t'}};
      case 'n': return {{'\n', '\n'}};
      case 'r': return {{'\r', '\r'}};
      case 'f': return {{'\f', '\f'}};
      case 'v': return {{'\v', '\v'}};
      default: break;
    }
    if (syntax_characters.find(c) == std::string_view::npos) {
      --at_;
      std::size_t const begin = at_;
      character();
      return fail(fmt::format("the pattern uses `\\{}`, which is not understood", text_.substr(begin, at_ - begin)));
    }
    auto const value = static_cast<char32_t>(c);
    return {{value, value}};
  }

  // Behind a `[`.
  Ranges char_class() {
    bool const negated = take('^');
    Ranges all;
    while (!take(']')) {
      if (!more()) return fail("the pattern's `[` has no `]`");
      Ranges part = class_part();
      if (!problem_.empty()) return {};
      // A hyphen is a range between two characters, and itself at either end.
      if (text_.substr(at_).starts_with('-') && !text_.substr(at_).starts_with("-]")) {
        ++at_;
        if (!more()) return fail("the pattern's `[` has no `]`");
        Ranges const to = class_part();
        if (!problem_.empty()) return {};
        bool const characters = part.size() == 1 && part[0].first == part[0].last && to.size() == 1 &&
                                to[0].first == to[0].last;
        if (!characters) return fail("a range of the pattern begins or ends with a class such as `\\d`");
        if (to[0].first < part[0].first) return fail("a range of the pattern ends before it begins");
        part[0].last = to[0].first;
      }
      all.insert(all.end(), part.begin(), part.end());
    }
    all = normalized(std::move(all));
    if (negated) all = complement(std::move(all));
    if (all.empty()) return fail("a class of the pattern matches nothing");
    return all;
  }
  Ranges class_part() {
    if (take('\\')) return escape();
    char32_t const c = character();
    return {{c, c}};
  }

  void quantified(Ranges ranges) {
    std::size_t least = 1, most = 1;
    if (take('*')) {
      least = 0, most = unbounded;
    } else if (take('+')) {
      most = unbounded;
    } else if (take('?')) {
      least = 0;
    } else if (take('{') && !counts(least, most)) {
      problem_ = "a count in the pattern's `{}` is not `{2}`, `{2,}` or `{2,3}`";
      return;
    }
    if (more() && std::string_view("*+?{").find(text_[at_]) != std::string_view::npos) {
      problem_ = fmt::format("the pattern uses `{}` behind a quantifier, which is not understood", text_[at_]);
      return;
    }
    std::size_t const items = most == unbounded ? std::max<std::size_t>(least, 1) : most;
    if (pattern_.items_.size() + items > most_items) {
      problem_ = fmt::format("the pattern describes more than {} characters", most_items);
      return;
    }
    for (std::size_t i = 0; i < items; ++i) {
      pattern_.items_.push_back({pattern_.classes_.size(), i >= least, most == unbounded && i + 1 == items});
    }
    pattern_.classes_.push_back(std::move(ranges));
  }
  // Behind a `{`.
  bool counts(std::size_t& least, std::size_t& most) {
    if (!count(least)) return false;
    most = least;
    if (take(',') && !count(most)) most = unbounded;
    return take('}') && least <= most;
  }
  bool count(std::size_t& value) {
    if (!more() || !is_digit(text_[at_])) return false;
    for (value = 0; more() && is_digit(text_[at_]); ++at_) {
      value = std::min(value * 10 + static_cast<std::size_t>(text_[at_] - '0'), most_items + 1);
    }
    return true;
  }

  static Ranges digits() { return {{'0', '9'}}; }
  static Ranges word_characters() { return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}; }
  static Ranges spaces() {
    return {{'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
            {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
  }
  static Ranges normalized(Ranges ranges) {
    std::sort(ranges.begin(), ranges.end(), [](Range a, Range b) { return a.first < b.first; });
    Ranges merged;
    for (Range const r : ranges) {
      if (!merged.empty() && r.first <= merged.back().last) {
        merged.back().last = std::max(merged.back().last, r.last);
      } else {
        merged.push_back(r);
      }
    }
    return merged;
  }
  static Ranges complement(Ranges ranges) {
    Ranges rest;
    char32_t next = 0;
    for (Range const r : ranges) {
      if (r.first > next) rest.push_back({next, r.first - 1});
      next = r.last + 1;
    }
    if (next <= last_character) rest.push_back({next, last_character});
    return rest;
  }

  std::string_view text_;
  Pattern& pattern_;
  std::size_t at_ = 0;
  std::string problem_;
};

CompiledPattern Pattern::compile(std::string_view pattern) {
  auto compiled = std::make_shared<Pattern>();
  std::string problem = Compiler(pattern, *compiled).run();
  if (!problem.empty()) return {nullptr, std::move(problem)};
  compiled->prepare();
  return {std::move(compiled), {}};
}

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
  std::array<std::uint64_t, most_words> states, wide;
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
