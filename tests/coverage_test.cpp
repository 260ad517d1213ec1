// What is declared must be shown: every diagnostic has a section in the
// documentation and a case or story in which it appears.
#include <doctest/doctest.h>

#include "support/case_file.hpp"
#include "telerule/diagnostic.hpp"

namespace telerule::test {

TEST_SUITE("coverage") {
  TEST_CASE("every diagnostic is documented and shown by a case") {
    std::string const documentation = read_file(source_folder() / "docs/DIAGNOSTICS.md");
    std::string shown;
    for (auto const& path : files_below(source_folder() / "tests/cases", ".case")) {
      CaseFile const file = read_case(path);
      if (auto const* expected = file.find("expect")) shown += *expected;
    }
    for (auto const& path : files_below(source_folder() / "tests/cli", ".cli")) shown += read_file(path);
    for (DiagnosticInfo const& d : diagnostic_registry()) {
      CAPTURE(d.text);
      CHECK_MESSAGE(documentation.find("\n## `" + std::string(d.text) + "`") != std::string::npos, "docs/DIAGNOSTICS.md has no section for this id");
      CHECK_MESSAGE(shown.find("[" + std::string(d.text) + "]") != std::string::npos, "no case in tests/cases or story in tests/cli shows this id");
    }
  }

  TEST_CASE("the documentation speaks of no diagnostic that does not exist") {
    std::string const documentation = read_file(source_folder() / "docs/DIAGNOSTICS.md");
    for (std::size_t at = documentation.find("\n## `"); at != std::string::npos; at = documentation.find("\n## `", at + 1)) {
      std::size_t const begin = at + 5;
      std::string const id = documentation.substr(begin, documentation.find('`', begin) - begin);
      CAPTURE(id);
      bool known = false;
      for (DiagnosticInfo const& d : diagnostic_registry()) known = known || d.text == id;
      CHECK(known);
    }
  }
}

}  // namespace telerule::test
