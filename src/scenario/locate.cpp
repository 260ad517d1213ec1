#include "scenario/locate.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include "scenario/escapes.hpp"
#include "scenario/quote.hpp"
#include "scenario/tokens.hpp"

namespace telerule {
namespace {

// The wanted pointers as a tree, so that one walk over the record finds all of them.
struct Wanted {
  Wanted* parent = nullptr;
  std::map<std::string, Wanted*, std::less<>> parts;
  std::size_t offset = 0, length = 0;
  bool present = false;
};

class Locator {
 public:
  explicit Locator(std::string_view record) : record_(record) {
    root_ = &wanted_.emplace_back();
    if (structure_.index(record)) tokens_ = {record, structure_};
  }

  Wanted* add(std::string_view pointer) {
    Wanted* at = root_;
    while (pointer.starts_with('/')) {
      pointer.remove_prefix(1);
      std::string_view const part = pointer.substr(0, pointer.find('/'));
      pointer.remove_prefix(part.size());
      Wanted*& next = at->parts[unescaped(part)];
      if (next == nullptr) {
        next = &wanted_.emplace_back();
        next->parent = at;
      }
      at = next;
    }
    return at;
  }

  void find_all() {
    if (tokens_.count != 0) find(0, *root_);
  }

  Located located(Wanted const* at) const {
    Located found;
    found.present = at->present;
    while (!at->present && at->parent != nullptr) at = at->parent;
    found.offset = at->offset;
    found.length = at->length;
    if (found.present) found.text = shown(record_.substr(at->offset, at->length));
    return found;
  }

 private:
  static std::string unescaped(std::string_view part) {
    std::string out;
    for (std::size_t i = 0; i < part.size(); ++i) {
      bool const escape = part[i] == '~' && i + 1 < part.size();
      out += escape ? (part[++i] == '1' ? '/' : '~') : part[i];
    }
    return out;
  }

  // A value as written; of a long one the beginning, of a long list or object only what it is.
  static std::string shown(std::string_view value) {
    constexpr std::size_t longest = 80;
    bool const bracket = value[0] == '{' || value[0] == '[';
    if (bracket && (value.size() > longest || value.find('\n') != std::string_view::npos))
      return value[0] == '{' ? "{…}" : "[…]";
    std::string_view const part = clip(value, longest);
    return part.size() == value.size() ? std::string(value) : std::string(part) + "…";
  }

  // Gives the token behind the value. It goes only as deep as a pointer does, and a bound record does.
  Tokens::Index find(Tokens::Index i, Wanted& wanted) {
    if (i >= tokens_.count) return tokens_.count;
    char const c = tokens_.first(i);
    Tokens::Index end = i;
    if (wanted.parts.empty() || (c != '{' && c != '[')) {
      end = tokens_.behind(i);
    } else {
      bool const object = c == '{';
      std::size_t element = 0;
      for (++end; end < tokens_.count && tokens_.first(end) != '}' && tokens_.first(end) != ']'; ++element) {
        auto const part = wanted.parts.find(object ? name(end) : std::to_string(element));
        if (object) end += 2;
        end = part != wanted.parts.end() ? find(end, *part->second) : tokens_.behind(end);
        if (end < tokens_.count && tokens_.first(end) == ',') ++end;
      }
      ++end;
    }
    wanted.present = true;
    wanted.offset = tokens_.offsets[i];
    wanted.length = end > i + 1 ? tokens_.offsets[end - 1] + 1 - wanted.offset : tokens_.whole(i).size();
    return end;
  }

  std::string name(Tokens::Index i) const {
    std::string_view const quoted = tokens_.whole(i);
    std::string out;
    unescape(quoted.substr(1, quoted.size() - 2), out);
    return out;
  }

  std::string_view record_;
  Structure structure_;
  Tokens tokens_;
  std::deque<Wanted> wanted_;
  Wanted* root_ = nullptr;
};

}  // namespace

std::vector<Located> locate(std::string_view record, std::span<std::string const> pointers) {
  Locator locator(record);
  std::vector<Wanted const*> wanted;
  wanted.reserve(pointers.size());
  for (std::string const& pointer : pointers) wanted.push_back(locator.add(pointer));
  locator.find_all();
  std::vector<Located> out;
  out.reserve(pointers.size());
  for (Wanted const* at : wanted) out.push_back(locator.located(at));
  return out;
}

}  // namespace telerule
