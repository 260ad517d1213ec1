#include "scenario/binder.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "scenario/plan.hpp"
#include "scenario/quote.hpp"
#include "scenario/structure.hpp"
#include "scenario/text_fault.hpp"
#include "scenario/walk.hpp"

namespace telerule {

struct Binder::Impl {
  Schemas const* schemas = nullptr;
  std::vector<Layout> const* layouts = nullptr;
  std::vector<std::optional<plan::Plan>> plans;  // by kind; made when the first record of the kind comes
  std::optional<std::int64_t> as_of;
  Structure structure;
  Walk walk;

  bool bind(std::string_view record, Scenario& out);
  Walk::Index find_kind();
  std::optional<std::uint32_t> kind_at(Walk::Index value);
  bool no_kind();
};

Binder::Binder(Schemas const& schemas, std::vector<Layout> const& layouts, std::optional<std::int64_t> as_of)
    : impl_(std::make_unique<Impl>()) {
  impl_->schemas = &schemas;
  impl_->layouts = &layouts;
  impl_->plans.resize(schemas.kinds.size());
  impl_->as_of = as_of;
}

Binder::~Binder() = default;
Binder::Binder(Binder&&) noexcept = default;
Binder& Binder::operator=(Binder&&) noexcept = default;

std::optional<InputError> Binder::bind(std::string_view record, Scenario& out) {
  // A text slot holds a length in 31 bits.
  constexpr std::size_t longest = 0x7fffffff;
  if (record.size() > longest) {
    InputError error;
    error.id = DiagnosticId::record_too_long;
    error.message = fmt::format("a record is longer than {} bytes", longest);
    return error;
  }
  if (!impl_->structure.index(record)) return text_fault(record);
  if (!impl_->bind(record, out)) return std::move(impl_->walk.error());
  return std::nullopt;
}

bool Binder::Impl::bind(std::string_view record, Scenario& out) {
  out.bytes = record;
  out.id.clear();
  out.decoded.clear();
  out.as_of = unknown;
  walk.begin({record, structure}, out);

  Walk::Index const kind_value = find_kind();
  std::optional<std::uint32_t> const kind = kind_value != 0 ? kind_at(kind_value) : std::nullopt;
  if (!kind) return kind_value != 0 ? false : no_kind();
  out.kind = *kind;

  std::optional<plan::Plan>& known = plans[*kind];
  plan::Plan& plan = known ? *known : known.emplace(*schemas, (*layouts)[*kind], *kind);
  structure.stop_at(walk.tokens().offsets[kind_value - 1]);
  Walk::Index const end = walk.scenario(plan);
  if (end == 0) return false;
  // The day from outside holds where the record has none, too.
  if (as_of) {
    out.as_of = *as_of;
    if (plan.as_of_slot() != none) out.frames[0][static_cast<std::size_t>(plan.as_of_slot())] = *as_of;
  }
  if (end == walk.tokens().count) return true;
  walk.fail(DiagnosticId::trailing_content, end, fmt::format("{} follows the scenario", walk.found(end)));
  return false;
}

// The value of `kind` in the outermost object, if it is there. Nothing is known of the record yet, so nothing is
// assumed: whatever looks odd ends the search, and the record is then read for its faults.
Walk::Index Binder::Impl::find_kind() {
  Tokens const& tokens = walk.tokens();
  if (tokens.first(0) != '{') return 0;
  for (Walk::Index i = 1; i + 2 < tokens.count;) {
    if (tokens.first(i) != '"' || tokens.first(i + 1) != ':') return 0;
    auto const name = walk.decoded(i);
    if (!name) return 0;
    if (*name == kind_field) return i + 2;
    i = tokens.behind(i + 2);
    if (i >= tokens.count || tokens.first(i++) != ',') return 0;
  }
  return 0;
}

std::optional<std::uint32_t> Binder::Impl::kind_at(Walk::Index value) {
  auto const wrong = [&](DiagnosticId id, std::string message, std::string help = {}) -> std::optional<std::uint32_t> {
    // A record that is not even JSON is told so first.
    if (walk.any(0, 0) == 0) return std::nullopt;
    walk.fail(id, value, std::move(message), std::move(help));
    walk.in_member(kind_field);
    return std::nullopt;
  };
  if (walk.tokens().first(value) != '"') {
    std::string const found = walk.found(value);
    return wrong(DiagnosticId::wrong_type, fmt::format("expected a text, found {}", found));
  }
  auto const word = walk.decoded(value);
  if (!word) return std::nullopt;
  for (std::uint32_t kind = 0; kind < schemas->kinds.size(); ++kind)
    if (schemas->kinds[kind].name == *word) return kind;

  std::string const name(*word);
  std::vector<std::string> known;
  for (ScenarioKind const& kind : schemas->kinds) known.push_back(kind.name);
  std::string help = did_you_mean(name, known);
  if (help.empty()) {
    for (std::string const& kind : known) help += (help.empty() ? "the kinds are " : ", ") + quote(kind);
  }
  return wrong(DiagnosticId::unknown_scenario_kind, fmt::format("no schema describes the kind {}", quote(name)), help);
}

// No kind was found: because there is none, or because the record is not JSON or no object.
bool Binder::Impl::no_kind() {
  Walk::Index const end = walk.any(0, 0);
  if (end == 0) return false;
  if (end != walk.tokens().count) {
    walk.fail(DiagnosticId::trailing_content, end, fmt::format("{} follows the scenario", walk.found(end)));
  } else if (walk.tokens().first(0) != '{') {
    walk.fail(DiagnosticId::wrong_type, 0, fmt::format("expected an object, found {}", walk.found(0)));
  } else {
    walk.fail(DiagnosticId::missing_field, 0, fmt::format("{} is missing", quote(kind_field)),
              "it says which schema describes the scenario");
    walk.in_member(kind_field);
  }
  return false;
}

}  // namespace telerule
