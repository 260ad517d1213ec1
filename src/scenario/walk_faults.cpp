#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenario/bytes.hpp"
#include "scenario/escapes.hpp"
#include "scenario/numbers.hpp"
#include "scenario/quote.hpp"
#include "scenario/walk.hpp"
#include "schema/pattern.hpp"
#include "source/utf8.hpp"
#include "telerule/value.hpp"

// What the walk does where a record is not written in the usual way: read it
// the long way, or say what is wrong and where.
namespace telerule {
namespace {

// `~` and `/` mean something else in a JSON Pointer.
std::string pointer_token(std::string_view name) {
  std::string out = "/";
  for (char const c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

// "`a`, `b` and `c`"
std::string listed(std::vector<std::string> const& words, std::string_view last = "and") {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) out += i + 1 == words.size() ? fmt::format(" {} ", last) : ", ";
    out += quote(words[i]);
  }
  return out;
}

// What could have been meant, or all there is if that is not much.
std::string suggestion(std::string_view word, std::vector<std::string> const& known, std::string_view these) {
  constexpr std::size_t readable = 12;
  std::string help = did_you_mean(word, known);
  if (help.empty() && !known.empty() && known.size() <= readable)
    help = fmt::format("{} {}", these, listed(known, "or"));
  return help;
}

std::string characters(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "character" : "characters");
}

// How a number, date or text with its limit is shown.
std::string shown(plan::Value const& value, std::int64_t bound) {
  return value.shape == plan::Shape::scaled ? decimal_to_text(bound) : std::to_string(bound);
}

std::string_view name_of(plan::Value const& value) {
  switch (value.shape) {
    case plan::Shape::boolean:
      return "`true` or `false`";
    case plan::Shape::integer:
      return "a whole number";
    case plan::Shape::scaled:
      return "a number";
    case plan::Shape::date:
      return "a day";
    case plan::Shape::word:
    case plan::Shape::text:
      return "a text";
    case plan::Shape::list:
      return "a list";
    case plan::Shape::record:
    case plan::Shape::open:
      return "an object";
  }
  return "a value";
}

// Why something that is not JSON looks as it does.
std::string_view not_json_hint(std::string_view token) {
  if (token.empty()) return {};
  if (token[0] == '\'') return "write texts in double quotes";
  if (token[0] == '/') return "JSON has no comments";
  if (token[0] == '+' || token[0] == '.') return "a number begins with a digit or `-`";
  if (token == "True") return "write `true`";
  if (token == "False") return "write `false`";
  if (token == "None" || token == "undefined") return "write `null`, or leave the field out";
  if (token == "NaN" || token == "Infinity" || token == "-Infinity")
    return "JSON has no such number; where it is not known, write `null`";
  std::string_view const digits = token[0] == '-' ? token.substr(1) : token;
  if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
    return "a number does not begin with a zero";
  return {};
}

}  // namespace

std::optional<std::string_view> Walk::decoded(Index i) {
  std::string_view content = token(i);
  content = content.substr(1, content.size() - 2);
  if (content.find('\\') == std::string_view::npos) return content;
  scratch_.clear();
  auto const fault = unescape(content, scratch_);
  if (!fault) return scratch_;
  std::size_t const offset = tokens_.offsets[i] + 1 + fault->offset;
  std::string_view const wrong = content.substr(fault->offset, fault->length);
  if (fault->nul) {
    fail_at(DiagnosticId::invalid_utf8, offset, fault->length,
            fmt::format("{} stands for NUL, which no text may hold", quote(wrong)));
  } else {
    bool const surrogate = wrong.size() == 6;
    fail_at(DiagnosticId::not_json, offset, fault->length,
            surrogate ? fmt::format("{} is half a character: its other half does not stand beside it", quote(wrong))
                      : fmt::format("{} is not an escape of JSON", quote(wrong)),
            surrogate ? "" : "write a backslash as `\\\\`");
  }
  return std::nullopt;
}

Walk::Index Walk::fail_at(DiagnosticId id, std::size_t offset, std::size_t length, std::string message,
                          std::string help) {
  error_ = {};
  error_.id = id;
  error_.offset = offset;
  error_.length = length;
  error_.message = std::move(message);
  error_.help = std::move(help);
  return 0;
}

Walk::Index Walk::fail(DiagnosticId id, Index i, std::string message, std::string help) {
  bool const bracket = first(i) == '{' || first(i) == '[';
  return fail_at(id, tokens_.offsets[i], bracket ? 1 : token(i).size(), std::move(message), std::move(help));
}

void Walk::in_member(std::string_view name) { error_.pointer.insert(0, pointer_token(name)); }
void Walk::in_element(std::size_t index) { error_.pointer.insert(0, "/" + std::to_string(index)); }

std::string Walk::found(Index i) const {
  std::string_view const text = token(i);
  switch (text[0]) {
    case '"':
      return text.size() == 2 ? "an empty text" : "the text " + quote(text.substr(1, text.size() - 2));
    case '{':
      return "an object";
    case '[':
      return "a list";
    default:
      return is_number(text) ? "the number " + quote(text) : quote(text);
  }
}

Walk::Index Walk::expected(std::string_view what, Index i, Index opened) {
  if (i < tokens_.count)
    return fail(DiagnosticId::not_json, i, fmt::format("expected {}, found {}", what, found(i)),
                std::string(not_json_hint(token(i))));
  std::size_t end = tokens_.text.size();
  while (end > 0 && bytes::is_space(tokens_.text[end - 1])) --end;
  fail_at(DiagnosticId::truncated_input, end, 1,
          fmt::format("the text ends inside {}", first(opened) == '[' ? "a list" : "an object"));
  error_.first_offset = tokens_.offsets[opened];
  return 0;
}

Walk::Index Walk::too_deep(Index i) {
  return fail(DiagnosticId::input_too_deep, i, fmt::format("values are nested deeper than {} here", plan::depth_limit));
}

// Anything but a text, object or list: a number or one of three words.
bool Walk::scalar(Index i) {
  std::string_view const text = token(i);
  if (text == "true" || text == "false" || text == "null" || is_number(text)) return true;
  expected("a value", i, i);
  return false;
}

Walk::Index Walk::unusual(plan::Value const& value, std::int64_t* slot, Index i, Index opened) {
  if (i >= tokens_.count) return expected("a value", i, opened);
  std::string_view const token = tokens_.whole(i);
  if (token[0] == '{' || token[0] == '[') return wrong_type(value, i);
  if (token[0] != '"') {
    if (!scalar(i)) return 0;
    if (token == "null" && value.nullable) return i + 1;
    bool const wanted = value.shape == plan::Shape::integer || value.shape == plan::Shape::scaled;
    return wanted && is_number(token) ? unusual_number(value, slot, i) : wrong_type(value, i);
  }
  if (value.shape == plan::Shape::text) return unusual_text(value, slot, i);
  if (value.shape == plan::Shape::word) {
    if (std::int64_t const* const found = value.words->find({token.data(), token.size()})) {
      *slot = *found;
      return i + 1;
    }
  }
  auto const text = decoded(i);
  if (!text) return 0;
  if (value.shape == plan::Shape::date) {
    auto const day = date_from_text(*text);
    if (!day) return not_a_day(*text, i);
    *slot = *day;
    if (value.role == plan::Role::as_of) out_->as_of = *day;
    return i + 1;
  }
  if (value.shape == plan::Shape::word) {
    Enumeration const& words = *value.enumeration;
    auto const word = std::find(words.words.begin(), words.words.end(), *text);
    if (word == words.words.end())
      return fail(DiagnosticId::not_in_enum, i, fmt::format("{} is none of the words allowed here", quote(*text)),
                  suggestion(*text, words.words, "one of"));
    *slot = words.symbols[static_cast<std::size_t>(word - words.words.begin())];
    return i + 1;
  }
  return wrong_type(value, i);
}

Walk::Index Walk::not_a_day(std::string_view text, Index i) {
  bool form = text.size() == 10;
  for (std::size_t at = 0; form && at < text.size(); ++at)
    form = at == 4 || at == 7 ? text[at] == '-' : text[at] >= '0' && text[at] <= '9';
  if (form) return fail(DiagnosticId::bad_date, i, fmt::format("{} is not a day that exists", quote(text)));
  bool const with_time = text.size() > 10 && date_from_text(text.substr(0, 10)) && (text[10] == 'T' || text[10] == ' ');
  return fail(DiagnosticId::bad_date, i, fmt::format("{} is not a day", quote(text)),
              with_time ? "leave the time out" : "write it as YYYY-MM-DD");
}

Walk::Index Walk::unusual_number(plan::Value const& value, std::int64_t* slot, Index i) {
  std::string_view const text = token(i);
  bool const whole = value.shape == plan::Shape::integer;
  auto const number = whole ? integer_from_text(text) : decimal_from_text(text);
  if (number) {
    if (*number < value.minimum || *number > value.maximum) return out_of_range(value, *number, i);
    *slot = *number;
    return i + 1;
  }
  auto const decimal = whole ? decimal_from_text(text) : std::nullopt;
  if (decimal && *decimal % decimal_one != 0) return wrong_type(value, i);
  return fail(DiagnosticId::inexact_number, i, fmt::format("{} has more digits than can be held exactly", quote(text)),
              whole ? "at most 18 digits fit"
                    : fmt::format("at most {} digits before the point and {} after it fit", 18 - decimal_places,
                                  decimal_places));
}

Walk::Index Walk::out_of_range(plan::Value const& value, std::int64_t number, Index i) {
  bool const low = number < value.minimum;
  std::int64_t const bound = low ? value.minimum : value.maximum;
  bool const percent = value.type.kind == Kind::share && !low && number <= 100 * decimal_one;
  return fail(DiagnosticId::out_of_range, i,
              fmt::format("{} is {} than {}", quote(token(i)), low ? "less" : "more", shown(value, bound)),
              percent ? "a share is a fraction: 20 percent is 0.2" : "");
}

Walk::Index Walk::check_limits(plan::Value const& value, std::string_view text, Index i) {
  Limits const& limits = *value.limits;
  if (limits.constant && text != *limits.constant)
    return fail(DiagnosticId::not_in_enum, i,
                fmt::format("expected {}, found {}", quote(*limits.constant), quote(text)));
  // A character has one to four bytes, so most texts need not be counted.
  if (limits.min_length && text.size() < std::size_t{4} * *limits.min_length &&
      (text.empty() || *limits.min_length > 1))
    if (std::size_t const count = utf8::count(text); count < *limits.min_length)
      return fail(DiagnosticId::out_of_range, i,
                  text.empty()
                      ? "the text is empty"
                      : fmt::format("the text has {}, at least {} are needed", characters(count), *limits.min_length));
  if (limits.max_length && text.size() > *limits.max_length)
    if (std::size_t const count = utf8::count(text); count > *limits.max_length)
      return fail(DiagnosticId::out_of_range, i,
                  fmt::format("the text has {}, at most {} are allowed", characters(count), *limits.max_length));
  if (limits.pattern && !limits.pattern->matches(text))
    return fail(DiagnosticId::out_of_range, i,
                fmt::format("{} does not match the pattern that the schema gives", quote(text)));
  return i + 1;
}

Walk::Index Walk::unusual_text(plan::Value const& value, std::int64_t* slot, Index i) {
  auto const text = decoded(i);
  if (!text) return 0;
  if (value.limited && check_limits(value, *text, i) == 0) return 0;
  char const* const begin = tokens_.text.data() + tokens_.offsets[i] + 1;
  if (text->data() == begin) {
    *slot = pack_text(tokens_.offsets[i] + 1, text->size());
  } else {
    *slot = pack_text(tokens_.text.size() + out_->decoded.size(), text->size());
    out_->decoded += *text;
  }
  if (value.role == plan::Role::id) out_->id.assign(*text);
  return i + 1;
}

Walk::Index Walk::wrong_type(plan::Value const& value, Index i) {
  std::string_view const text = token(i);
  std::string help;
  if (text == "null") help = "leave the field out if it is not known";
  if (text[0] == '"') {
    std::string_view const content = text.substr(1, text.size() - 2);
    bool const number = value.shape == plan::Shape::integer || value.shape == plan::Shape::scaled;
    bool const truth = value.shape == plan::Shape::boolean && (content == "true" || content == "false");
    if ((number && is_number(content)) || truth) help = fmt::format("write {} without quotes", quote(content));
  } else if (value.shape == plan::Shape::text && is_number(text)) {
    help = fmt::format("write it in quotes: `\"{}\"`", clip(text, 60));
  } else if (value.shape == plan::Shape::date && is_number(text)) {
    help = "write it as `\"YYYY-MM-DD\"`";
  }
  return fail(DiagnosticId::wrong_type, i, fmt::format("expected {}, found {}", name_of(value), found(i)),
              std::move(help));
}

plan::Field* Walk::find(plan::Record& record, Index i, Index opened) {
  char const* const p = tokens_.text.data() + tokens_.offsets[i];
  if (*p != '"') {
    not_a_name(i, opened);
    return nullptr;
  }
  if (first(i + 1) != ':') {
    expected("`:`", i + 1, opened);
    return nullptr;
  }
  if (std::int64_t const* const index = record.names->find(Token::at(p)))
    return &record.fields[static_cast<std::size_t>(*index)];
  auto const name = decoded(i);
  if (!name) return nullptr;
  if (auto const index = record.schema->find(*name)) return &record.fields[*index];

  std::string const unknown_name(*name);
  std::vector<std::string> known;
  for (Field const& field : record.schema->fields) known.push_back(field.name);
  fail(DiagnosticId::unknown_property, i,
       fmt::format("{} is not a field of {}", quote(unknown_name), quote(record.schema->path)),
       suggestion(unknown_name, known, "its fields are"));
  in_member(unknown_name);
  return nullptr;
}

Walk::Index Walk::not_a_name(Index i, Index opened) {
  bool const comma = i < tokens_.count && first(i) == '}' && first(i - 1) == ',';
  expected("a field name in quotes", i, opened);
  if (comma) error_.help = "no comma stands before a closing `}`";
  return 0;
}

Walk::Index Walk::duplicate_field(Index opened, Index i) {
  std::string const name(decoded(i).value_or(std::string_view()));
  int depth = 0;
  for (Index at = opened + 1; at < i; ++at) {
    char const c = first(at);
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    bool const key = c == '"' && depth == 0 && first(at + 1) == ':';
    if (auto const other = key ? decoded(at) : std::nullopt; other && *other == name) {
      duplicate_key(at, i);
      return 0;
    }
  }
  return expected("another field", i, opened);  // not reached: the field was seen before
}

void Walk::duplicate_key(Index earlier, Index later) {
  std::string const name(decoded(later).value_or(std::string_view()));
  fail(DiagnosticId::duplicate_key, later, fmt::format("{} stands twice in this object", quote(name)));
  error_.first_offset = tokens_.offsets[earlier];
  in_member(name);
}

void Walk::repeated_element(Index earlier, Index later) {
  fail(DiagnosticId::out_of_range, later, fmt::format("{} stands twice in this list", found(later)),
       "its elements must differ");
  error_.first_offset = tokens_.offsets[earlier];
}

Walk::Index Walk::missing(plan::Record const& record, std::uint64_t object, Index opened) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < record.schema->fields.size(); ++i)
    if (record.fields[i].required != 0 && record.fields[i].object != object)
      names.push_back(record.schema->fields[i].name);
  std::string const name = names.front();
  names.erase(names.begin());
  fail(DiagnosticId::missing_field, opened, fmt::format("{} is missing", quote(name)),
       names.empty() ? "" : fmt::format("{} {} missing as well", listed(names), names.size() == 1 ? "is" : "are"));
  in_member(name);
  return 0;
}

}  // namespace telerule
