#include "telerule/diagnostic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <vector>

using telerule::Diagnostic;
using telerule::DiagnosticId;
using telerule::nearest;

TEST_SUITE("diagnostic") {
  TEST_CASE("the registry names every diagnostic once") {
    std::set<std::string_view> texts;
    for (auto const& entry : telerule::diagnostic_registry()) {
      CAPTURE(entry.text);
      CHECK(texts.insert(entry.text).second);
      CHECK(std::all_of(entry.text.begin(), entry.text.end(),
                        [](char c) { return c == '-' || (c >= 'a' && c <= 'z') || c == '8'; }));
      CHECK(&telerule::info(entry.id) == &entry);
      CHECK(!entry.summary.empty());
      CHECK(!entry.summary.ends_with('.'));
    }
    CHECK(telerule::info(DiagnosticId::unknown_field).text == "unknown-field");
    CHECK(telerule::info(DiagnosticId::usage_error).stage == telerule::Stage::usage);
  }

  TEST_CASE("a diagnostic has its place where one is known, and none where it is not") {
    telerule::Source const source("a.rules", "one\ntwo");
    Diagnostic const placed = telerule::at(DiagnosticId::syntax_error, source, {4, 7}, "message", "help");
    CHECK(placed.file == "a.rules");
    REQUIRE(placed.frame);
    CHECK(placed.frame->position == telerule::Position{2, 1});
    CHECK(placed.frame->width == 3);
    CHECK(placed.message == "message");
    CHECK(placed.help == "help");
    CHECK(placed.labels.empty());

    Diagnostic const unplaced = telerule::in_file(DiagnosticId::unreadable_rules, "b.rules", "message");
    CHECK(unplaced.file == "b.rules");
    CHECK(!unplaced.frame);
    CHECK(unplaced.help.empty());
  }
}

TEST_SUITE("suggest") {
  std::vector<std::string> const words{
      "requires_license", "require", "remedy", "severity", "title", "and", "or", "state"};

  TEST_CASE("a slip of the pen finds its word") {
    CHECK(nearest("requires", words) == "require");
    CHECK(nearest("severty", words) == "severity");
    CHECK(nearest("tilte", words) == "title");  // two neighbors swapped are one slip
    CHECK(nearest("adn", words) == "and");
    CHECK(nearest("sate", words) == "state");
  }

  TEST_CASE("case and the kind of dash hardly count") {
    CHECK(nearest("AND", words) == "and");
    CHECK(nearest("OR", words) == "or");
    CHECK(nearest("Requires-License", words) == "requires_license");
  }

  TEST_CASE("nothing is suggested where nothing is near") {
    CHECK(!nearest("xyz", words));
    CHECK(!nearest("", words));
    CHECK(!nearest("on", words));  // short words have no room for a slip
    CHECK(!nearest("and", std::vector<std::string>{"and"}));
    CHECK(!nearest("x", std::vector<std::string>{}));
    CHECK(!nearest(std::string(1'000'000, 'a'), words));
    CHECK(telerule::did_you_mean("xyz", words).empty());
    CHECK(telerule::did_you_mean("severty", words) == "did you mean `severity`?");
  }

  TEST_CASE("of equally near words the choice does not depend on their order") {
    std::vector<std::string> candidates{"cart", "card", "carb", "dare"};
    do {
      CHECK(nearest("care", candidates) == "carb");
    } while (std::next_permutation(candidates.begin(), candidates.end()));
  }

  TEST_CASE("the common beginning decides between equally many edits") {
    CHECK(nearest("visitt", std::vector<std::string>{"bisit", "visits"}) == "visits");
  }
}
