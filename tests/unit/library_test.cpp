#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "library/embedded.hpp"
#include "library/sha256.hpp"
#include "telerule/program.hpp"

using namespace telerule;

namespace {

// A folder that is gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "telerule-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string path(std::string const& name = {}) const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }
  void write(std::string const& name, std::string const& text = "x") const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }

 private:
  std::filesystem::path path_;
};

LoadedLibrary load(std::vector<std::string> const& rules, std::vector<std::string> const& schemas = {}) {
  return load_library(rules, schemas);
}

std::vector<std::string> names(std::vector<SourcePtr> const& sources, std::string const& folder) {
  std::vector<std::string> out;
  for (auto const& source : sources) {
    auto const& name = source->name();
    out.push_back(name.starts_with(folder + "/") ? name.substr(folder.size() + 1) : name);
  }
  return out;
}

}  // namespace

TEST_CASE("SHA-256 is the standard's") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a folder is read with what is below it, in the order of names") {
  Folder const folder;
  for (auto const* name : {"b.rules", "a.rules", "sub/c.rules", "a.csv", "sub/d.csv", "a_test.rules", "a.txt",
                           ".hidden.rules", ".git/x.rules", "s.schema.json", "report.json"}) {
    folder.write(name);
  }
  auto const loaded = load({folder.path()}, {folder.path()});
  CHECK(loaded.diagnostics.empty());
  CHECK(names(loaded.library.rules, folder.path()) == std::vector<std::string>{"a.rules", "b.rules", "sub/c.rules"});
  CHECK(names(loaded.library.schemas, folder.path()) == std::vector<std::string>{"s.schema.json"});
  CHECK(loaded.library.tables.size() == 2);
  CHECK(loaded.library.tables.contains(folder.path("sub/d.csv")));
}

TEST_CASE("a file that two ways lead to is read once") {
  Folder const folder;
  folder.write("real/a.rules");
  std::filesystem::create_symlink("real", folder.path("link"));
  std::filesystem::create_symlink("a.rules", folder.path("real/b.rules"));
  std::filesystem::create_symlink("..", folder.path("real/up"));
  auto const loaded = load({folder.path(), folder.path("real"), folder.path("real/a.rules")});
  CHECK(loaded.diagnostics.empty());
  CHECK(loaded.library.rules.size() == 1);
}

TEST_CASE("what cannot be read is said, and the rest is read") {
  Folder const folder;
  folder.write("a.rules");
  std::filesystem::create_symlink("loop.rules", folder.path("loop.rules"));
  std::filesystem::create_symlink("gone", folder.path("gone.rules"));
  std::filesystem::create_symlink("gone", folder.path("gone.txt"));
  REQUIRE(::mkfifo(folder.path("pipe.rules").c_str(), 0600) == 0);
  auto const loaded = load({folder.path()});
  CHECK(loaded.library.rules.size() == 1);
  REQUIRE(loaded.diagnostics.size() == 3);
  for (auto const& diagnostic : loaded.diagnostics) {
    CHECK(diagnostic.id == DiagnosticId::unreadable_rules);
    CHECK_FALSE(diagnostic.frame);
    CHECK(diagnostic.file.starts_with(folder.path()));
  }
}

TEST_CASE("a path that is no folder, or holds nothing, is said") {
  Folder const folder;
  folder.write("a.txt");
  folder.write("empty/readme");
  CHECK(load({folder.path("nowhere")}).diagnostics.at(0).id == DiagnosticId::unreadable_rules);
  CHECK(load({folder.path("a.txt")}).diagnostics.at(0).id == DiagnosticId::unreadable_rules);
  CHECK(load({folder.path("empty")}).diagnostics.at(0).id == DiagnosticId::no_rules);
  CHECK(load({}, {folder.path("empty")}).diagnostics.at(0).id == DiagnosticId::no_rules);
}

TEST_CASE("one rule file brings the tables beside it") {
  Folder const folder;
  folder.write("a.rules");
  folder.write("b.rules");
  folder.write("a.csv");
  auto const loaded = load({folder.path("a.rules")});
  CHECK(loaded.diagnostics.empty());
  CHECK(names(loaded.library.rules, folder.path()) == std::vector<std::string>{"a.rules"});
  CHECK(loaded.library.tables.contains(folder.path("a.csv")));
}

TEST_CASE("an empty path stands for what is shipped, which is what the repository holds") {
  auto const shipped = shipped_library();
  auto const named = load({""}, {""});
  CHECK(named.diagnostics.empty());
  CHECK(names(named.library.rules, "") == names(shipped.rules, ""));

  std::string const root = TELERULE_SOURCE_DIR;
  auto const repository = load({root + "/rules"}, {root + "/schemas"});
  CHECK(repository.diagnostics.empty());
  REQUIRE(repository.library.rules.size() == shipped.rules.size());
  REQUIRE(repository.library.schemas.size() == shipped.schemas.size());
  REQUIRE(repository.library.tables.size() == shipped.tables.size());
  // The embedded files are sorted by path, folders by folder: the order may differ, the texts may not.
  for (auto const& source : repository.library.rules) {
    bool found = false;
    for (auto const& other : shipped.rules) {
      found = found || (root + "/" + other->name() == source->name() && other->text() == source->text());
    }
    CHECK_MESSAGE(found, source->name());
  }
  for (auto const& [path, source] : shipped.tables) {
    REQUIRE(repository.library.tables.contains(root + "/" + path));
    CHECK(repository.library.tables.at(root + "/" + path)->text() == source->text());
  }
}
