#include "scenario/walk.hpp"

#include <algorithm>

#include "scenario/bytes.hpp"
#include "scenario/numbers.hpp"
#include "telerule/value.hpp"

namespace telerule {
namespace {

constexpr std::uint32_t word_true = bytes::word4("true");
constexpr std::uint32_t word_false = bytes::word4("fals");
constexpr std::uint32_t word_null = bytes::word4("null");

bool stands_here(plan::Field const& field, char const* p) {
  return field.bits != 0 && (bytes::equal(p, field.key.data()) & field.bits) == field.bits;
}

bool is_null(char const* p) { return bytes::load4(p) == word_null && bytes::ends_scalar(p[4]); }

}  // namespace

void Walk::begin(Tokens tokens, Scenario& out, std::optional<std::int64_t> as_of) {
  tokens_ = tokens;
  out_ = &out;
  as_of_ = as_of;
  keys_.clear();
  levels_.clear();
  elements_.clear();
}

Walk::Index Walk::object(plan::Record& record, std::int64_t* frame, Index const brace, int depth) {
  if (depth > plan::depth_limit) return too_deep(brace);
  // A copy, so that storing a fact is not taken for a change of it.
  char const* const text = tokens_.text.data();
  std::uint32_t const* const offsets = tokens_.offsets;
  Index const count = tokens_.count;
  plan::Field* const fields = record.fields.data();
  std::fill(record.seen.begin(), record.seen.end(), 0);
  std::size_t const first_key = keys_.size();

  Index i = brace + 1;
  if (i < count && text[offsets[i]] == '}') {
    ++i;
  } else {
    std::uint32_t* guess = &record.first;
    for (;;) {
      // A name, a colon, a value, and a comma or brace behind it.
      if (count - i < 4) return incomplete_member(i, brace);
      plan::Field* field = fields + *guess;
      if (record.fields.empty() || !stands_here(*field, text + offsets[i])) {
        // Often the field that was guessed is absent, and the one that usually follows it is here.
        field = record.fields.empty() ? nullptr : fields + field->next;
        if (field == nullptr || !stands_here(*field, text + offsets[i])) {
          bool faulty = false;
          field = find(record, i, brace, faulty);
          if (faulty) return 0;
          if (field == nullptr) {
            i = unknown_member(record, i, depth);
            if (i == 0) return 0;
            if (i >= count) return expected("`,` or `}`", i, brace);
            char const next = text[offsets[i]];
            if (next != ',' && next != '}') return expected("`,` or `}`", i, brace);
            ++i;
            if (next == '}') break;
            continue;
          }
          *guess = static_cast<std::uint32_t>(field - fields);
        }
      }
      guess = &field->next;

      auto const index = static_cast<std::size_t>(field - fields);
      std::uint64_t& seen = record.seen[index / 64];
      std::uint64_t const bit = std::uint64_t{1} << (index % 64);
      if ((seen & bit) != 0) return duplicate_field(brace, i);
      seen |= bit;

      std::int64_t nowhere = unknown;
      std::int64_t* const slot = field->value.slot == none ? &nowhere : frame + field->value.slot;
      i = value(field->value, slot, frame, i + 2, depth);
      if (i == 0) {
        in_member(record.schema->fields[index].name);
        return 0;
      }
      if (i >= count) return expected("`,` or `}`", i, brace);
      char const next = text[offsets[i]];
      if (next == ',') {
        ++i;
      } else if (next == '}') {
        ++i;
        break;
      } else {
        return expected("`,` or `}`", i, brace);
      }
    }
  }

  for (std::size_t word = 0; word < record.required.size(); ++word)
    if ((record.required[word] & ~record.seen[word]) != 0) return missing(record, brace);
  if (keys_.size() != first_key) {
    if (!distinct_keys(first_key)) return 0;
    keys_.resize(first_key);
  }
  return i;
}

Walk::Index Walk::list(plan::List const& list, std::int64_t* slot, Index const bracket, int depth) {
  if (depth > plan::depth_limit) return too_deep(bracket);
  char const* const text = tokens_.text.data();
  std::uint32_t const* const offsets = tokens_.offsets;
  Index const count = tokens_.count;
  std::vector<std::int64_t>* const frames =
      list.frame == none ? nullptr : &out_->frames[static_cast<std::size_t>(list.frame)];
  ListRef ref;
  if (frames != nullptr) ref.first = static_cast<std::uint32_t>(frames->size() / list.slots);
  std::size_t const first_element = elements_.size();

  Index i = bracket + 1;
  if (i < count && text[offsets[i]] == ']') {
    ++i;
  } else {
    for (;;) {
      // A value, and a comma or bracket behind it.
      if (count - i < 2) return expected("a value", i, bracket);
      std::int64_t* frame = nullptr;
      if (frames != nullptr) {
        std::size_t const at = frames->size();
        frames->resize(at + list.slots, unknown);
        frame = frames->data() + at;
      }
      std::int64_t nowhere = unknown;
      std::int64_t* const element = list.element.slot == none ? &nowhere : frame;
      Index const begin = i;
      i = value(list.element, element, frame, i, depth);
      if (i == 0) {
        in_element(ref.count);
        return 0;
      }
      if (list.unique) elements_.push_back({*element, begin, {}});
      ++ref.count;
      if (i >= count) return expected("`,` or `]`", i, bracket);
      char const next = text[offsets[i]];
      if (next == ',') {
        ++i;
      } else if (next == ']') {
        ++i;
        break;
      } else {
        return expected("`,` or `]`", i, bracket);
      }
    }
  }

  if (list.unique) {
    if (!unique(list, first_element)) return 0;
    elements_.resize(first_element);
  }
  *slot = pack(ref);
  return i;
}

Walk::Index Walk::value(plan::Value const& value, std::int64_t* slot, std::int64_t* frame, Index i, int depth) {
  char const* const p = tokens_.text.data() + tokens_.offsets[i];
  switch (value.shape) {
    case plan::Shape::boolean: {
      std::uint32_t const word = bytes::load4(p);
      bool const yes = word == word_true, null = word == word_null;
      bool const no = (word == word_false) & (p[4] == 'e');
      if (!((yes | no | (null & value.nullable)) & bytes::ends_scalar(p[no ? 5 : 4]))) break;
      *slot = null ? unknown : static_cast<std::int64_t>(yes);
      return i + 1;
    }
    case plan::Shape::word: {
      Token const token = Token::at(p);
      std::int64_t const* const found = value.words->find(token);
      // What follows a text is a token of its own; what follows null may not be.
      if (found == nullptr || (*p != '"' && !bytes::ends_scalar(p[4]))) break;
      *slot = *found;
      return i + 1;
    }
    case plan::Shape::scaled: {
      auto const number = PlainNumber::at(p);
      std::int64_t const scaled = number.scaled();
      if (!number.plain || scaled < value.minimum || scaled > value.maximum) break;
      *slot = scaled;
      return i + 1;
    }
    case plan::Shape::integer: {
      auto const number = PlainNumber::at(p);
      std::int64_t const integer = number.integer();
      if (!number.plain || !number.whole || integer < value.minimum || integer > value.maximum) break;
      *slot = integer;
      return i + 1;
    }
    case plan::Shape::date: {
      if (p[0] != '"' || p[11] != '"') break;
      auto const day = date_from_text({p + 1, 10});
      if (!day) break;
      *slot = *day;
      if (value.role == plan::Role::as_of) *slot = out_->as_of = as_of_.value_or(*day);
      return i + 1;
    }
    case plan::Shape::text:
      if (*p != '"') break;
      return this->text(value, slot, i);
    case plan::Shape::list:
      if (*p != '[') break;
      return list(*value.list, slot, i, depth + 1);
    case plan::Shape::record:
      if (*p != '{') break;
      return object(*value.record, frame, i, depth + 1);
  }
  if (value.nullable && is_null(p)) return i + 1;
  return unusual(value, slot, i, depth);
}

Walk::Index Walk::text(plan::Value const& value, std::int64_t* slot, Index i) {
  char const* const begin = tokens_.text.data() + tokens_.offsets[i] + 1;
  char const* end = tokens_.text.data() + tokens_.offsets[i + 1] - 1;
  while (bytes::is_space(*end)) --end;
  if (bytes::has_backslash(begin, end)) return escaped_text(value, slot, i);
  std::string_view const content(begin, static_cast<std::size_t>(end - begin));
  if (value.limited && check_limits(value, content, i) == 0) return 0;
  *slot = pack_text(tokens_.offsets[i] + 1, content.size());
  if (value.role == plan::Role::id) out_->id.assign(content);
  return i + 1;
}

}  // namespace telerule
