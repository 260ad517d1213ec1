#pragma once

#include <string>
#include <string_view>

// The few questions about the text of a rule file that need no grammar.
namespace telerule::syntax {

using Iterator = char const*;

inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_word_char(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

// White space and comments at the front.
void skip_trivia(Iterator& first, Iterator last);

// The words of a phrase such as `is not one of`, with white space and comments between them; or one symbol such as
// `<=`. Moves `first` behind it, or leaves it where it is.
bool match_phrase(Iterator& first, Iterator last, std::string_view phrase);

// The letters, digits and `_` at the front; empty if there are none.
std::string_view word_at(Iterator first, Iterator last);

// In backticks, and cut off where nobody would read it to the end.
std::string shown(std::string_view text);

// What stands at the front, as a message names it: `` `rule` ``, `a text`, `the end of the file`.
std::string describe_found(Iterator first, Iterator last);

// Whether an item begins here: a word such as `rule` at the beginning of a line, and behind it no sign that the word
// is a part of an expression. Decides where reading goes on after a faulty item.
bool item_begins(Iterator begin, Iterator at, Iterator last);

}  // namespace telerule::syntax
