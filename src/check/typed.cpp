#include "check/typed.hpp"

namespace telerule {

std::string describe(Type type, Schemas const& schemas) {
  switch (type.kind) {
    case Kind::boolean: return "a condition";
    case Kind::integer: return "an integer";
    case Kind::decimal: return "a decimal";
    case Kind::money: return "money";
    case Kind::share: return "a share";
    case Kind::date: return "a date";
    case Kind::days: return "a number of days";
    case Kind::months: return "a number of months";
    case Kind::text: return "a text";
    case Kind::enumeration: {
      Enumeration const& e = schemas.enumerations[type.index];
      if (!e.name.empty()) return "a `" + e.name + "`";
      std::string out = "one of {";
      for (std::size_t i = 0; i < e.words.size(); ++i) {
        if (i == 4 && e.words.size() > 5) return out + ", …}";
        out += (i == 0 ? "" : ", ") + e.words[i];
      }
      return out + "}";
    }
    case Kind::list: return "a list";
    case Kind::record: return "the record `" + schemas.records[type.index].path + "`";
  }
  return {};
}

}  // namespace telerule
