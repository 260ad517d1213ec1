// The documentation is run: rules compile, commands print what stands below
// them, messages are those of the cases. `UPDATE_CASES=1` rewrites what was printed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include "support/case_file.hpp"
#include "support/markdown.hpp"
#include "telerule/diagnostic.hpp"
#include "telerule/program.hpp"
#include "telerule/render.hpp"

namespace telerule::test {
namespace {

namespace fs = std::filesystem;

// The files that a document shows under their names.
std::map<std::string, std::string> files_of(std::vector<Block> const& blocks) {
  std::map<std::string, std::string> out;
  for (Block const& block : blocks)
    if (!block.file().empty()) out[block.file()] = block.text;
  return out;
}

// A folder to run commands in: all that stands in the source folder, and the files of the document.
class Workplace {
 public:
  explicit Workplace(std::map<std::string, std::string> const& files) {
    std::string name = (fs::temp_directory_path() / "telerule-docs-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    for (auto const& entry : fs::directory_iterator(source_folder())) fs::create_symlink(entry.path(), folder_ / entry.path().filename());
    for (auto const& [file, text] : files) {
      // A file of the source folder that a document quotes is there already.
      if (fs::exists(folder_ / file)) continue;
      fs::create_directories((folder_ / file).parent_path());
      write_file(folder_ / file, text);
    }
  }
  Workplace(Workplace const&) = delete;
  Workplace& operator=(Workplace const&) = delete;
  ~Workplace() { fs::remove_all(folder_); }

  // What a command prints to a person: both streams, in their order.
  std::string run(std::string const& command) const {
    std::string const script = "cd '" + folder_.string() + "'; telerule() { '" TELERULE_PROGRAM "' \"$@\"; }\n{ " + command + "\n} 2>&1 </dev/null";
    std::unique_ptr<FILE, int (*)(FILE*)> const pipe(popen(script.c_str(), "r"), &pclose);
    REQUIRE(pipe);
    std::string out;
    char part[4096];
    while (std::size_t const size = std::fread(part, 1, sizeof part, pipe.get())) out.append(part, size);
    return out;
  }

 private:
  fs::path folder_;
};

// The block again, each command with what it prints now. A command goes on in the next line behind a backslash.
std::string ran(Block const& block, Workplace const& workplace) {
  std::string out, command;
  bool more = false;
  for (std::size_t at = 0; at < block.text.size();) {
    std::size_t const next = block.text.find('\n', at) + 1;
    std::string const line = block.text.substr(at, next - at);
    at = next;
    if (!more && !line.starts_with("$ ")) continue;
    out += line;
    command += more ? line : line.substr(2);
    more = line.ends_with("\\\n");
    if (more) continue;
    out += workplace.run(command);
    command.clear();
  }
  return out;
}

// The first problem with this id that a case or story shows, as printed.
std::optional<std::string> shown_by(fs::path const& path, std::string const& id) {
  std::string const text = read_file(path);
  std::size_t const begin = text.find("error[" + id + "]");
  if (begin == std::string::npos) return std::nullopt;
  // Until an empty line, the next section or the end.
  std::size_t const end = std::min({text.find("\n\n", begin), text.find("\n--- ", begin), text.size() - 1});
  return text.substr(begin, end + 1 - begin);
}

}  // namespace

TEST_SUITE("docs") {
  TEST_CASE("the rules of the documentation are valid") {
    for (auto const& path : documents()) {
      auto const blocks = blocks_of(read_file(path));
      auto const files = files_of(blocks);
      for (Block const& block : blocks) {
        if (block.language != "rules" || !block.text.starts_with("language 1")) continue;
        std::string const name = block.file().empty() ? path.filename().string() : block.file();
        Library library;
        library.schemas = shipped_library().schemas;
        library.rules.push_back(std::make_shared<Source const>(name, block.text));
        for (auto const& [file, text] : files) {
          auto const source = std::make_shared<Source const>(file, text);
          if (file.ends_with(".csv")) library.tables.emplace(file, source);
          if (file.ends_with(".schema.json")) library.schemas.push_back(source);
        }
        Compiled const compiled = compile(library);
        INFO(path.string(), ":", block.line);
        CHECK(render_diagnostics(compiled.diagnostics) == "");
      }
    }
  }

  TEST_CASE("the commands of the documentation print what it shows") {
    for (auto const& path : documents()) {
      std::string document = read_file(path);
      auto const blocks = blocks_of(document);
      std::optional<Workplace> workplace;
      for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
        if (block->language != "console") continue;
        if (!workplace) workplace.emplace(files_of(blocks));
        std::string const now = ran(*block, *workplace);
        INFO(path.string(), ":", block->line);
        if (!updating()) CHECK(block->text == now);
        document.replace(block->begin, block->end - block->begin, now);
      }
      if (updating() && document != read_file(path)) write_file(path, document);
    }
  }

  TEST_CASE("the messages of docs/DIAGNOSTICS.md are those of the cases and stories") {
    fs::path const path = source_folder() / "docs/DIAGNOSTICS.md";
    std::string document = read_file(path);
    auto const blocks = blocks_of(document);
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
      if (block->source.empty()) continue;
      std::size_t const heading = document.rfind("\n## `", block->begin);
      REQUIRE(heading != std::string::npos);
      std::string const id = document.substr(heading + 5, document.find('`', heading + 5) - heading - 5);
      CAPTURE(block->source);
      CAPTURE(id);
      auto const now = shown_by(source_folder() / block->source, id);
      REQUIRE_MESSAGE(now, "it does not show this diagnostic");
      if (!updating()) CHECK(block->text == *now);
      document.replace(block->begin, block->end - block->begin, *now);
    }
    if (updating()) write_file(path, document);
  }

  TEST_CASE("docs/DIAGNOSTICS.md explains every diagnostic in the order of the registry, each with an example") {
    std::string const document = read_file(source_folder() / "docs/DIAGNOSTICS.md");
    std::size_t before = 0;
    for (DiagnosticInfo const& d : diagnostic_registry()) {
      CAPTURE(d.text);
      std::size_t const at = document.find("\n## `" + std::string(d.text) + "`\n");
      REQUIRE(at != std::string::npos);
      CHECK(at > before);
      before = at;
      std::string const section = document.substr(at, document.find("\n## ", at + 1) - at);
      bool const has_example = section.find("```text tests/") != std::string::npos || section.find("```console\n$ ") != std::string::npos;
      CHECK_MESSAGE(has_example, "the section has neither a case or story nor a command that shows it");
    }
  }
}

}  // namespace telerule::test
