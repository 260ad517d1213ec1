// The verdict table of the design: every combination of scope, requirement and
// exception, through the whole engine.
#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <thread>

#include "telerule/evaluate.hpp"
#include "telerule/program.hpp"

namespace telerule::test {
namespace {

SourcePtr source(std::string name, std::string text) { return std::make_shared<Source const>(std::move(name), std::move(text)); }

constexpr char const* schema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:test:switchboard:1",
  "type": "object", "additionalProperties": false,
  "required": ["kind", "scenario_id", "as_of"],
  "properties": {
    "kind": {"const": "switchboard"},
    "scenario_id": {"type": "string"},
    "as_of": {"type": "string", "format": "date"},
    "scope": {"type": ["boolean", "null"]},
    "need": {"type": ["boolean", "null"]},
    "excuse": {"type": ["boolean", "null"]},
    "second_excuse": {"type": ["boolean", "null"]}
  }
})";

constexpr char const* rules = R"(language 1
policy P
  title "A policy"
  authority "nobody"
  clause (1) "something" binds "everybody" trust verified
end
rule the-rule
  title "The rule"
  cites P (1)
  basis text
  severity high
  about switchboard
  applies when scope
  require need
  finding "need is {need}"
  remedy "meet the need"
end
exception excused to the-rule
  cites P (1)
  when excuse
end
exception excused-otherwise to the-rule
  cites P (1)
  when second_excuse
end
)";

Program switchboard() {
  Library library;
  library.rules.push_back(source("test.rules", rules));
  library.schemas.push_back(source("test.schema.json", schema));
  Compiled compiled = compile(library);
  REQUIRE(compiled.program);
  return *compiled.program;
}

nlohmann::json scenario(Truth scope, Truth need, Truth excuse, Truth second = Truth::no) {
  nlohmann::json out{{"kind", "switchboard"}, {"scenario_id", "s"}, {"as_of", "2026-01-01"}};
  auto put = [&](char const* name, Truth t) {
    if (t != Truth::maybe) out[name] = t == Truth::yes;
  };
  put("scope", scope);
  put("need", need);
  put("excuse", excuse);
  put("second_excuse", second);
  return out;
}

constexpr std::array truths{Truth::no, Truth::maybe, Truth::yes};

// The table of the design, written out as it reads there.
Verdict expected(Truth scope, Truth need, Truth excuse) {
  if (scope == Truth::no) return Verdict::not_applicable;
  if (excuse == Truth::yes) return Verdict::not_applicable;
  if (need == Truth::yes) return Verdict::satisfied;
  if (need == Truth::no && scope == Truth::yes && excuse == Truth::no) return Verdict::violated;
  return Verdict::indeterminate;
}

}  // namespace

TEST_SUITE("verdict") {
  TEST_CASE("every combination of scope, requirement and exception") {
    Program const program = switchboard();
    for (Truth const scope : truths)
      for (Truth const need : truths)
        for (Truth const excuse : truths) {
          CAPTURE(static_cast<int>(scope));
          CAPTURE(static_cast<int>(need));
          CAPTURE(static_cast<int>(excuse));
          Evaluated const out = evaluate(program, scenario(scope, need, excuse));
          REQUIRE(out.scenario);
          REQUIRE(out.scenario->results.size() == 1);
          Result const& result = out.scenario->results[0];
          CHECK(result.verdict == expected(scope, need, excuse));
          // What is missing is named exactly when the verdict is open, and only what is not known.
          CHECK(result.missing.empty() == (result.verdict != Verdict::indeterminate));
          for (Missing const& m : result.missing) {
            bool const named = (m.pointer == "/scope" && scope == Truth::maybe) || (m.pointer == "/need" && need == Truth::maybe) ||
                               (m.pointer == "/excuse" && excuse == Truth::maybe);
            CHECK(named);
          }
          CHECK(result.exception.has_value() == (result.verdict == Verdict::not_applicable && scope != Truth::no));
        }
  }

  TEST_CASE("a false exception never hides a true one, and an unknown one never does") {
    Program const program = switchboard();
    for (Truth const first : truths) {
      Evaluated const out = evaluate(program, scenario(Truth::yes, Truth::no, first, Truth::yes));
      REQUIRE(out.scenario);
      CHECK(out.scenario->results[0].verdict == Verdict::not_applicable);
    }
    Evaluated const open = evaluate(program, scenario(Truth::yes, Truth::no, Truth::no, Truth::maybe));
    CHECK(open.scenario->results[0].verdict == Verdict::indeterminate);
  }

  TEST_CASE("text and parsed JSON give equal verdicts, from many threads at once") {
    Program const program = switchboard();
    auto judge_all = [&](std::vector<Verdict>& out, bool text) {
      for (Truth const scope : truths)
        for (Truth const need : truths)
          for (Truth const excuse : truths) {
            auto const value = scenario(scope, need, excuse);
            Evaluated const e = text ? evaluate(program, std::string_view(value.dump(2))) : evaluate(program, value);
            out.push_back(e.scenario->results[0].verdict);
          }
    };
    std::array<std::vector<Verdict>, 4> verdicts;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < verdicts.size(); ++i) threads.emplace_back([&, i] { judge_all(verdicts[i], i % 2 == 0); });
    for (std::thread& t : threads) t.join();
    for (auto const& v : verdicts) CHECK(v == verdicts[0]);
  }
}

}  // namespace telerule::test
