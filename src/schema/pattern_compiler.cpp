#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "schema/code_point.hpp"
#include "schema/pattern.hpp"

namespace telerule {
namespace {

constexpr std::size_t longest = 1000;  // bytes of a pattern
constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();
constexpr char32_t last_character = 0x10FFFF;

constexpr std::string_view syntax_characters = R"(^$\.*+?()[]{}|/-)";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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
      case 'd':
        return digits();
      case 'D':
        return complement(digits());
      case 'w':
        return word_characters();
      case 'W':
        return complement(word_characters());
      case 's':
        return spaces();
      case 'S':
        return complement(spaces());
      case 't':
        return {{'\t', '\t'}};
      case 'n':
        return {{'\n', '\n'}};
      case 'r':
        return {{'\r', '\r'}};
      case 'f':
        return {{'\f', '\f'}};
      case 'v':
        return {{'\v', '\v'}};
      default:
        break;
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
        bool const characters =
            part.size() == 1 && part[0].first == part[0].last && to.size() == 1 && to[0].first == to[0].last;
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

}  // namespace telerule
