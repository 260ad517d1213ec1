#include <cstdlib>

#include "eval/evaluator.hpp"

namespace telerule {

namespace {

constexpr std::string_view not_provided = "(not provided)";

// An exact number as people write it: no trailing zeros beyond `least` decimal places.
std::string digits(Wide value, unsigned scale, unsigned least) {
  bool const negative = value < 0;
  if (negative) value = -value;
  std::string out;
  do {
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  if (out.size() <= scale) out.insert(0, scale + 1 - out.size(), '0');
  std::string fraction = out.substr(out.size() - scale);
  out.resize(out.size() - scale);
  while (fraction.size() > least && fraction.back() == '0') fraction.pop_back();
  fraction.resize(std::max<std::size_t>(fraction.size(), least), '0');
  if (!fraction.empty()) out += "." + fraction;
  return negative ? "-" + out : out;
}

std::string counted_noun(std::string const& count, std::string_view noun) {
  return count + " " + std::string(noun) + (count == "1" ? "" : "s");
}

std::string number_text(Wide value, Format const& format, Schemas const& schemas) {
  auto const integer = static_cast<std::int64_t>(value);
  switch (format.type.kind) {
    case Kind::money: return (value < 0 ? "-$" : "$") + digits(value < 0 ? -value : value, format.scale, 2);
    case Kind::share: return digits(value * 100, format.scale, 0) + "%";
    case Kind::date: return date_to_text(integer);
    case Kind::days: return counted_noun(std::to_string(integer), "day");
    case Kind::months: return counted_noun(std::to_string(integer), "month");
    case Kind::enumeration: return schemas.words[static_cast<std::size_t>(integer)];
    default: return digits(value, format.scale, 0);
  }
}

}  // namespace

template <bool recording>
std::string Evaluator<recording>::format(NodeId node, Format const& format) {
  if (format.type.kind == Kind::boolean) {
    Truth const t = truth(node);
    return t == Truth::maybe ? std::string(not_provided) : t == Truth::yes ? "yes" : "no";
  }
  if (format.type.kind == Kind::text) return std::string(text(node).value_or(not_provided));
  Number const n = number(node);
  return n.known ? number_text(n.value, format, data_.schemas) : std::string(not_provided);
}

template <bool recording>
std::string Evaluator<recording>::format(Message const& message) {
  Recorder::Mark const mark = recorder_.mark();
  std::string out;
  for (MessagePiece const& piece : message) {
    out += piece.text;
    if (piece.has_value) out += format(piece.node, piece.format);
  }
  recorder_.drop_since(mark);  // what a message reads is no evidence
  return out;
}

template std::string Evaluator<true>::format(NodeId, Format const&);
template std::string Evaluator<true>::format(Message const&);

}  // namespace telerule
