#include "scenario/walk.hpp"

#include <algorithm>
#include <array>

#include "scenario/bytes.hpp"
#include "scenario/numbers.hpp"
#include "telerule/value.hpp"

namespace telerule {
namespace {

// `true`, `false` or `null`, told apart by two bits of its first letter, and then compared.
struct TruthWord {
  std::uint64_t letters, mask;
  std::size_t length;
  std::int64_t value;
};
constexpr std::uint64_t four = 0xFFFFFFFF, five = 0xFFFFFFFFFF;
constexpr std::array<TruthWord, 4> truth_words{{
    {bytes::word8("false\0\0\0"), five, 5, 0},
    {bytes::word8("null\0\0\0\0"), four, 4, unknown},
    {bytes::word8("true\0\0\0\0"), four, 4, 1},
    {~std::uint64_t{0}, 0, 4, unknown},  // nothing is equal to it
}};
static_assert((('f' >> 3) & 3) == 0 && (('n' >> 3) & 3) == 1 && (('t' >> 3) & 3) == 2);

// No record is longer (Binder).
constexpr std::uint32_t longest_text = 0x7fffffff;

bool stands_here(plan::Field const& field, char const* p) {
  return (bytes::equal(p, field.name.data()) & field.name_bits) == field.name_bits;
}

}  // namespace

void Walk::begin(Tokens tokens, Scenario& out) {
  tokens_ = tokens;
  out_ = &out;
  keys_.clear();
  levels_.clear();
  elements_.clear();
}

// Tokens are not counted on the way: what stands behind the last one is a colon, which no value, name, comma or bracket
// is, so that a record that ends too early ends in unusual(), find() or expected().
Walk::Index Walk::scenario(plan::Plan& plan) {
  auto const& slots = plan.layout().frame_slots;
  auto& frames = out_->frames;
  if (frames.size() < slots.size()) frames.resize(slots.size());
  for (auto& all : frames) all.clear();
  frames[0].resize(slots[0], unknown);
  frames_.assign(slots.size(), {});
  Index const end = object(plan.root(), frames[0].data(), 0, 1);
  for (std::size_t type = 1; type < slots.size(); ++type) frames[type].resize(frames_[type].count * slots[type]);
  return end;
}

void Walk::make_room(plan::List const& list) {
  // For many elements at once; what is too much is cut off in the end.
  constexpr std::size_t at_once = 16;
  std::size_t const more = at_once * list.slots;
  if (blank_.size() < more) blank_.resize(more, unknown);
  auto& all = out_->frames[static_cast<std::size_t>(list.frame)];
  all.insert(all.end(), blank_.data(), blank_.data() + more);
  Frames& frames = frames_[static_cast<std::size_t>(list.frame)];
  frames.data = all.data();
  frames.room += at_once;
}

Walk::Index Walk::object(plan::Record& record, std::int64_t* frame, Index const brace, int depth) {
  if (depth > plan::depth_limit) return too_deep(brace);
  // Copies, so that storing a fact is not taken for a change of them.
  char const* const text = tokens_.text.data();
  std::uint32_t const* const offsets = tokens_.offsets;
  std::uint64_t const number = ++objects_;
  std::uint32_t missing_fields = record.required;
  std::int64_t nowhere = unknown;
  std::array<std::int64_t*, 2> const places{&nowhere, frame};

  Index i = brace + 1;
  if (text[offsets[i]] == '}') {
    ++i;
  } else {
    plan::Guess* guess = &record.first;
    for (;;) {
      plan::Field* field = guess->field;
      if (stands_here(*field, text + offsets[i])) {
        guess->succeed();
      } else {
        field = find(record, i, brace);
        if (field == nullptr) return 0;
        guess->fail(field);
      }
      guess = &field->next;
      if (field->object == number) return duplicate_field(brace, i);
      field->object = number;
      missing_fields -= field->required;

      std::int64_t* const slot = places[field->value.kept] + field->value.slot;
      i += 2;
      if (!value(field->value, slot, frame, text, offsets, i, brace, depth)) {
        in_member(record.schema->fields[static_cast<std::size_t>(field - record.fields.data())].name);
        return 0;
      }
      char const next = text[offsets[i]];
      ++i;
      if (next == ',') continue;
      if (next == '}') break;
      return expected("`,` or `}`", i - 1, brace);
    }
  }
  return missing_fields == 0 ? i : missing(record, number, brace);
}

Walk::Index Walk::list(plan::List const& list, std::int64_t* slot, Index const bracket, int depth) {
  if (depth > plan::depth_limit) return too_deep(bracket);
  char const* const text = tokens_.text.data();
  std::uint32_t const* const offsets = tokens_.offsets;
  Frames* const frames = list.frame == none ? nullptr : &frames_[static_cast<std::size_t>(list.frame)];
  ListRef ref;
  if (frames != nullptr) ref.first = static_cast<std::uint32_t>(frames->count);
  std::size_t const first_element = elements_.size();

  Index i = bracket + 1;
  if (text[offsets[i]] == ']') {
    ++i;
  } else {
    for (;;) {
      std::int64_t nowhere = unknown;
      std::int64_t* frame = nullptr;
      std::int64_t* element = &nowhere;
      if (frames != nullptr) {
        if (frames->count == frames->room) make_room(list);
        frame = frames->data + frames->count++ * list.slots;
        if (list.element.kept != 0) element = frame;
      }
      Index const begin = i;
      if (!value(list.element, element, frame, text, offsets, i, bracket, depth)) {
        in_element(ref.count);
        return 0;
      }
      if (list.unique) elements_.push_back({*element, begin, {}});
      ++ref.count;
      char const next = text[offsets[i]];
      ++i;
      if (next == ',') continue;
      if (next == ']') break;
      return expected("`,` or `]`", i - 1, bracket);
    }
  }
  if (list.unique) {
    if (!unique(list, first_element)) return 0;
    elements_.resize(first_element);
  }
  *slot = pack(ref);
  return i;
}

[[gnu::always_inline]] inline bool Walk::value(plan::Value const& value, std::int64_t* slot, std::int64_t* frame,
                                               char const* text, std::uint32_t const* offsets, Index& i, Index opened,
                                               int depth) {
  char const* const p = text + offsets[i];
  switch (value.shape) {
    case plan::Shape::boolean: {
      TruthWord const& word = truth_words[(static_cast<unsigned char>(*p) >> 3U) & 3U];
      bool const stands = (bytes::load8(p) & word.mask) == word.letters && bytes::ends_scalar(p[word.length]);
      if (!stands || (word.value == unknown && !value.nullable)) break;
      *slot = word.value;
      ++i;
      return true;
    }
    case plan::Shape::word: {
      // Nearly always nothing stands between a word and what follows it.
      std::int64_t const* const found = value.words->find({p, offsets[i + 1] - offsets[i]});
      if (found == nullptr) break;
      *slot = *found;
      ++i;
      return true;
    }
    case plan::Shape::scaled: {
      std::int64_t const scaled = plain::scaled(p);
      if (scaled == plain::none || scaled < value.minimum || scaled > value.maximum) break;
      *slot = scaled;
      ++i;
      return true;
    }
    case plan::Shape::integer: {
      std::int64_t const integer = plain::integer(p);
      if (integer == plain::none || integer < value.minimum || integer > value.maximum) break;
      *slot = integer;
      ++i;
      return true;
    }
    case plan::Shape::date: {
      if (p[0] != '"' || p[11] != '"') break;
      auto const day = date_from_text({p + 1, 10});
      if (!day) break;
      *slot = *day;
      if (value.role == plan::Role::as_of) out_->as_of = *day;
      ++i;
      return true;
    }
    case plan::Shape::text: {
      // Behind the last token the difference is none, or so negative that it is beyond any text.
      std::uint32_t const length = offsets[i + 1] - offsets[i];
      if (*p != '"' || length - value.shortest > longest_text || p[length - 1] != '"') break;
      if (bytes::has_backslash(p + 1, p + length - 1)) break;
      if (value.limited && check_limits(value, {p + 1, length - 2}, i) == 0) return false;
      *slot = pack_text(offsets[i] + 1, length - 2);
      if (value.role == plan::Role::id) out_->id.assign(p + 1, length - 2);
      ++i;
      return true;
    }
    case plan::Shape::list:
      if (*p != '[') break;
      i = list(*value.list, slot, i, depth + 1);
      return i != 0;
    case plan::Shape::record:
      if (*p != '{') break;
      i = object(*value.record, frame, i, depth + 1);
      return i != 0;
    case plan::Shape::open:
      if (*p != '{') break;
      i = any(i, depth);
      return i != 0;
    default:
      __builtin_unreachable();
  }
  i = unusual(value, slot, i, opened);
  return i != 0;
}

}  // namespace telerule
