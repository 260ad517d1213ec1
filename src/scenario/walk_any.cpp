#include <algorithm>

#include "scenario/bytes.hpp"
#include "scenario/numbers.hpp"
#include "scenario/walk.hpp"

// What no schema describes: checked for grammar, depth and duplicate keys, without recursion.
namespace telerule {
namespace {

// Up to here comparing each with each is cheaper than sorting.
constexpr std::size_t few = 16;

std::uint64_t hash(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (char const c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

// The first element, in the order of the text, that equals an earlier one, and that earlier one.
// `equal` says whether two are equal, `less` sorts equal ones together. `items` may be sorted.
template <class Item, class Equal, class Less>
std::optional<std::pair<Item, Item>> first_repeated(Item* begin, Item* end, Equal&& equal, Less&& less) {
  std::optional<std::pair<Item, Item>> found;
  if (static_cast<std::size_t>(end - begin) <= few) {
    for (Item* later = begin; later != end; ++later)
      for (Item* earlier = begin; earlier != later; ++earlier)
        if (equal(*earlier, *later)) return std::pair(*earlier, *later);
    return found;
  }
  std::sort(begin, end, [&](Item const& a, Item const& b) {
    if (less(a, b)) return true;
    return !less(b, a) && a.token < b.token;
  });
  for (Item* item = begin; item + 1 != end; ++item)
    if (equal(item[0], item[1]) && (!found || item[1].token < found->second.token)) found.emplace(item[0], item[1]);
  return found;
}

}  // namespace

Walk::Index Walk::any(Index i, int depth) {
  std::size_t const bottom = levels_.size();
  auto const failed = [&] {
    leave_levels(bottom);
    return Index{0};
  };
  for (;;) {
    // A value.
    Index const opened = levels_.size() == bottom ? 0 : levels_.back().opened;
    if (i >= tokens_.count) {
      expected("a value", i, opened);
      return failed();
    }
    char const c = first(i);
    if (c == '{' || c == '[') {
      if (depth + static_cast<int>(levels_.size() - bottom) >= plan::depth_limit) {
        too_deep(i);
        return failed();
      }
      if (levels_.size() != bottom) levels_.back().in_value = true;
      levels_.push_back({i, c == '{', false, 0, keys_.size()});
      Index const inner = i + 1;
      if (inner < tokens_.count && first(inner) == (c == '{' ? '}' : ']')) {
        levels_.pop_back();
        i = inner + 1;
      } else {
        i = c == '{' ? open_member(inner, i) : inner;
        if (i == 0) return failed();
        levels_.back().in_value = true;
        continue;
      }
    } else {
      if (c == '"' ? !decoded(i) : !scalar(i)) return failed();
      ++i;
    }
    // What follows a value: the end of a container, and another, or the next value.
    for (;;) {
      if (levels_.size() == bottom) return i;
      Level& level = levels_.back();
      level.in_value = false;
      char const close = level.object ? '}' : ']';
      char const next = i < tokens_.count ? first(i) : '\0';
      if (next == ',') {
        i = level.object ? open_member(i + 1, level.opened) : i + 1;
        if (i == 0) return failed();
        level.in_value = true;
        ++level.element;
        break;
      }
      if (next != close) {
        expected(level.object ? "`,` or `}`" : "`,` or `]`", i, level.opened);
        return failed();
      }
      if (!distinct_keys(level.first_key)) return failed();
      keys_.resize(level.first_key);
      levels_.pop_back();
      ++i;
    }
  }
}

Walk::Index Walk::open_member(Index i, Index opened) {
  if (i >= tokens_.count || first(i) != '"') return not_a_name(i, opened);
  if (!push_key(i)) return 0;
  if (i + 1 >= tokens_.count || first(i + 1) != ':') return expected("`:`", i + 1, opened);
  return i + 2;
}

bool Walk::push_key(Index i) {
  auto const key = decoded(i);
  if (!key) return false;
  keys_.push_back({hash(*key), i});
  return true;
}

// The errors of any() lie inside of the containers that it was reading.
void Walk::leave_levels(std::size_t bottom) {
  for (; levels_.size() > bottom; levels_.pop_back()) {
    Level const& level = levels_.back();
    if (level.in_value && !level.object) in_element(level.element);
    // The keys of inner objects are gone already: the last one is this object's.
    if (level.in_value && level.object)
      if (auto const key = decoded(keys_.back().token)) in_member(*key);
    keys_.resize(level.first_key);
  }
}

bool Walk::distinct_keys(std::size_t first) {
  auto const compare = [&](Key const& a, Key const& b) {
    if (a.token == b.token) return 0;
    if (auto const text = decoded(a.token)) other_scratch_.assign(*text);
    return other_scratch_.compare(*decoded(b.token));
  };
  Key* const keys = keys_.data();
  auto const repeated = first_repeated(
      keys + first, keys + keys_.size(),
      [&](Key const& a, Key const& b) { return a.hash == b.hash && compare(a, b) == 0; },
      [&](Key const& a, Key const& b) { return a.hash != b.hash ? a.hash < b.hash : compare(a, b) < 0; });
  if (!repeated) return true;
  duplicate_key(repeated->first.token, repeated->second.token);
  return false;
}

bool Walk::unique(plan::List const& list, std::size_t first) {
  // Numbers, days and words are their values; anything else is compared by a text of its own.
  plan::Shape const shape = list.element.shape;
  bool const by_text = shape == plan::Shape::text || shape == plan::Shape::list || shape == plan::Shape::record ||
                       shape == plan::Shape::open;
  if (by_text)
    for (std::size_t at = first; at < elements_.size(); ++at)
      append_canonical(elements_[at].token, elements_[at].canonical);
  Element* const elements = elements_.data();
  auto const repeated = first_repeated(
      elements + first, elements + elements_.size(),
      [&](Element const& a, Element const& b) { return by_text ? a.canonical == b.canonical : a.value == b.value; },
      [&](Element const& a, Element const& b) { return by_text ? a.canonical < b.canonical : a.value < b.value; });
  if (!repeated) return true;
  repeated_element(repeated->first.token, repeated->second.token);
  return false;
}

// Recursive, and no deeper than what was read may be nested.
Walk::Index Walk::append_canonical(Index i, std::string& out) {
  // No text holds a NUL, so it ends one without doubt.
  constexpr char end_of_text = '\0';
  char const c = first(i);
  if (c == '[') {
    out += c;
    for (++i; first(i) != ']'; i += first(i) == ',' ? 1U : 0U) i = append_canonical(i, out);
    out += ']';
  } else if (c == '{') {
    std::vector<std::string> members;
    for (++i; first(i) != '}'; i += first(i) == ',' ? 1U : 0U) {
      std::string& member = members.emplace_back(*decoded(i));
      member += end_of_text;
      i = append_canonical(i + 2, member);
    }
    std::sort(members.begin(), members.end());
    out += c;
    for (std::string const& member : members) out += member;
    out += '}';
  } else if (c == '"') {
    out += c;
    out += *decoded(i);
    out += end_of_text;
  } else {
    std::string_view const text = token(i);
    out += is_number(text) ? canonical_number(text) : std::string(text);
    out += ',';
  }
  return i + 1;
}

}  // namespace telerule
