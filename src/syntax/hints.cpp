#include "syntax/hints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "source/utf8.hpp"
#include "syntax/precedence.hpp"
#include "syntax/words.hpp"

namespace telerule::syntax {

namespace {

// The words that an expectation of the grammar stands for.
struct Group {
  std::string_view name;
  std::string_view words;  // separated by commas
};
constexpr std::array groups{
    Group{"an item", "policy,define,rule,exception,table"},
    Group{"a property of a policy", "title,authority,adopted,address,clause"},
    Group{"a property of a clause", "binds,trust,not checkable because"},
    Group{"a property of a rule",
          "title,cites,basis,severity,about,from,until,parameter,for each,applies when,require,finding,remedy,note"},
    Group{"a property of an exception", "title,cites,when"},
    Group{"a property of a table", "title,key,column,cited by"},
    Group{"an operator", "and,or,is,is not,is one of,before,after,on or before,on or after,within"},
    Group{"a value", "not,every,some,no,count of,all of,any of,if,unsettled,true,false"},
};

// What people write from habit, and what they mean by it.
struct Habit {
  std::string_view found, help;
};
constexpr std::array habits{
    Habit{"[", "an element of a list is reached with `some x in list satisfies …` or `every x in list satisfies …`"},
    Habit{"in", "write `is one of {…}`, or `is one of` and a list"},
    Habit{"equals", "write `is`"},
    Habit{"equal", "write `is`"},
    Habit{"isnt", "write `is not`"},
    Habit{"contains", "write `x is one of list`, or `some x in list satisfies …`"},
    Habit{"exists", "no condition asks whether a fact is known; write `some x in list satisfies …`"},
    Habit{"known", "no condition asks whether a fact is known"},
    Habit{"null", "no condition asks whether a fact is known"},
    Habit{"year", "a duration is counted in days or months"},
    Habit{"years", "a duration is counted in days or months"},
    Habit{"week", "a duration is counted in days or months"},
    Habit{"weeks", "a duration is counted in days or months"},
    Habit{"hour", "a duration is counted in days or months"},
    Habit{"hours", "a duration is counted in days or months"},
    Habit{";", "nothing separates items and properties; leave it out"},
    Habit{"//", "a comment begins with `#`"},
    Habit{"/*", "a comment begins with `#`"},
    Habit{"/", "there is no division; multiply the other side"},  // behind the two above, which begin with it
    Habit{"-", "there are no negative literals; subtract, as in `0 - 5`"},
    Habit{":", "nothing stands between a word and what it is given; leave the `:` out"},
    Habit{"\u201c", "a text stands in straight double quotes: `\"…\"`"},
    Habit{"\u201d", "a text stands in straight double quotes: `\"…\"`"},
    Habit{"'", "a text stands in straight double quotes: `\"…\"`"},
};

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> result;
  while (true) {
    auto const comma = words.find(',');
    result.emplace_back(words.substr(0, comma));
    if (comma == std::string_view::npos) return result;
    words.remove_prefix(comma + 1);
  }
}

std::vector<std::string> words_of(std::string_view name) {
  for (Group const& group : groups) {
    if (group.name == name) return split(group.words);
  }
  return {};
}

std::string listed(std::vector<std::string> const& things, std::string_view conjunction) {
  std::string result;
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (i > 0) result += i + 1 == things.size() ? fmt::format(" {} ", conjunction) : ", ";
    result += things[i];
  }
  return result;
}

std::string quoted_list(std::vector<std::string> words, std::string_view conjunction) {
  for (std::string& word : words) word = fmt::format("`{}`", word);
  return listed(words, conjunction);
}

bool expects(Progress const& progress, std::string_view text) {
  return std::any_of(progress.expected.begin(), progress.expected.end(),
                     [&](Expected const& e) { return e.text == text; });
}

std::string expected_things(Progress const& progress) {
  std::vector<std::string> things;
  for (Expected const& e : progress.expected) {
    std::string thing = e.literal ? fmt::format("`{}`", e.text) : std::string{e.text};
    if (std::find(things.begin(), things.end(), thing) == things.end()) things.push_back(std::move(thing));
  }
  return things.empty() ? "something else" : listed(things, "or");
}

// The stretch that a message about the place marks: a word, or one character.
Span marked(Progress const& progress, Iterator last) {
  Iterator const at = progress.farthest;
  std::string_view const word = word_at(at, last);
  std::size_t size = word.size();
  if (size == 0 && at != last) size = utf8::length({at, static_cast<std::size_t>(last - at)}, 0);
  return {progress.offset(at), static_cast<std::uint32_t>(progress.offset(at) + size)};
}

// The word before the place, if nothing but blanks stands between.
std::string_view word_before(Progress const& progress) {
  Iterator end = progress.farthest;
  while (end != progress.begin && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r')) --end;
  Iterator begin = end;
  while (begin != progress.begin && is_word_char(begin[-1])) --begin;
  return {begin, end};
}

// Where a word of the language stands in place of a name or a value.
std::string reserved_help(Progress const& progress, std::string_view word, std::string_view before) {
  constexpr std::string_view in_quotes =
      "`{0}` is a word of the language; as a word of an enumeration it stands in quotes: `\"{0}\"`";
  if (expects(progress, "a value") && is_reserved(word) && word != "end") return fmt::format(in_quotes, word);
  if (!expects(progress, "a name")) return {};
  // `x is no`, where `no` was read as the quantifier.
  if (is_reserved(before)) return fmt::format(in_quotes, before);
  return is_reserved(word) ? fmt::format("`{}` is a word of the language; choose another name", word) : std::string{};
}

// Where the characters themselves show what was meant.
std::string spelling_help(Progress const& progress, std::string_view rest, std::string_view word,
                          std::string_view before) {
  if (expects(progress, "a value")) {
    auto const digits = static_cast<std::size_t>(std::find_if_not(word.begin(), word.end(), is_digit) - word.begin());
    if (digits > 0 && digits < word.size()) {
      return fmt::format("put a blank between {} and {}, or quotes around a word", shown(word.substr(0, digits)),
                         shown(word.substr(digits)));
    }
  }
  bool const between_digits =
      rest.size() > 1 && is_digit(rest[1]) && progress.farthest != progress.begin && is_digit(progress.farthest[-1]);
  if (rest.starts_with(',') && between_digits) return "digits are not grouped; leave the `,` out";
  if (rest.starts_with('{') && before == "in") return "write `is one of {…}`";
  if (rest.starts_with('(') && expects(progress, "a list")) return "write the words in braces: `{…}`";
  return {};
}

std::string help(Progress const& progress, Iterator last) {
  std::string_view const rest{progress.farthest, static_cast<std::size_t>(last - progress.farthest)};
  std::string_view const word = word_at(progress.farthest, last);
  std::string_view const before = word_before(progress);

  if (std::string result = spelling_help(progress, rest, word, before); !result.empty()) return result;
  if (std::string result = reserved_help(progress, word, before); !result.empty()) return result;

  std::vector<std::string> candidates, properties;
  for (Expected const& e : progress.expected) {
    if (e.literal) candidates.emplace_back(e.text);
    for (std::string const& candidate : words_of(e.text)) {
      candidates.push_back(candidate);
      if (e.text.starts_with("a property of")) properties.push_back(candidate);
    }
  }
  // `require x is` without its value takes the next property's word for one.
  if (std::find(properties.begin(), properties.end(), before) != properties.end()) {
    if (!expects(progress, "an operator"))
      return fmt::format("`{}` was read as the word that is missing before it", before);
    return fmt::format("`{}` was read as a value of the expression before it, which lacks one", before);
  }
  // A word of the language is hardly a slip for another one.
  if (!is_reserved(word)) {
    if (std::string meant = did_you_mean(word, candidates); !meant.empty()) return meant;
  }
  for (Habit const& habit : habits) {
    bool const is_word = is_letter(habit.found.front());
    if (is_word ? word == habit.found : rest.starts_with(habit.found)) return std::string{habit.help};
  }
  if (expects(progress, "an item"))
    return fmt::format("an item begins with {}", quoted_list(words_of("an item"), "or"));
  if (!properties.empty() && !word.empty()) {
    return fmt::format("the properties are {}", quoted_list(std::move(properties), "and"));
  }
  return {};
}

}  // namespace

Rejection failure(Progress const& progress, Iterator last) {
  Span const span = marked(progress, last);
  if (progress.too_deep) {
    return {.id = DiagnosticId::nesting_too_deep,
            .span = span,
            .message = fmt::format("expressions are nested more than {} deep", max_nesting),
            .help = "name parts of the expression with `define`",
            .labels = {}};
  }
  if (progress.nodes > max_nodes) {
    return {.id = DiagnosticId::rule_set_too_large,
            .span = span,
            .message = fmt::format("the file holds more than {} words, values and operators", max_nodes),
            .help = "split it into several files",
            .labels = {}};
  }
  return {.id = DiagnosticId::syntax_error,
          .span = span,
          .message =
              fmt::format("expected {}, found {}", expected_things(progress), describe_found(progress.farthest, last)),
          .help = help(progress, last),
          .labels = {}};
}

}  // namespace telerule::syntax
