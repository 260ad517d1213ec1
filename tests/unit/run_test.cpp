#include "cli/run.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"

using namespace telerule;

namespace {

class TextWriter : public Writer {
 public:
  bool write(std::string_view part) override {
    text += part;
    return true;
  }
  std::string text;
};

class FullWriter : public Writer {
 public:
  bool write(std::string_view) override { return false; }
};

class ThrowingWriter : public Writer {
 public:
  bool write(std::string_view) override { throw std::runtime_error("a wire is loose"); }
};

struct Ran {
  ExitCode code;
  std::string out, err;
};

Ran ran(std::vector<std::string> const& arguments) {
  TextWriter out, err;
  Streams streams{out, err};
  auto const code = run(arguments, streams);
  return {code, out.text, err.text};
}

}  // namespace

TEST_CASE("help and version go to standard output") {
  for (auto const& arguments : std::vector<std::vector<std::string>>{
           {"help"}, {"--help"}, {"-h"}, {"help", "check"}, {"check", "--help"}, {"rules", "-h"}, {"--version"}}) {
    auto const result = ran(arguments);
    CHECK(result.code == ExitCode::nothing_blocks);
    CHECK_FALSE(result.out.empty());
    CHECK(result.err.empty());
  }
}

TEST_CASE("every command has help that names each of its options") {
  for (auto const& command : command_table()) {
    auto const help = ran({"help", std::string(command.name)}).out;
    CHECK(help.find("usage: telerule " + std::string(command.name)) == 0);
    for (auto const name : command.options) CHECK(help.find("--" + std::string(name)) != std::string::npos);
  }
}

TEST_CASE("an option that takes a value is refused without it, and a flag with one") {
  for (auto const& info : option_table()) {
    auto const name = "--" + std::string(info.name);
    auto const arguments = info.argument.empty() ? std::vector<std::string>{"check", name + "=x"}
                                                 : std::vector<std::string>{"check", name};
    auto const result = ran(arguments);
    CHECK(result.code == ExitCode::usage);
    CHECK(result.err.find(name) != std::string::npos);
    CHECK(result.out.empty());
  }
}

TEST_CASE("output that cannot be written is exit 5, whatever was found") {
  FullWriter full;
  TextWriter err;
  Streams streams{full, err};
  CHECK(run(std::vector<std::string>{"help"}, streams) == ExitCode::output_failed);
  CHECK(err.text.find("output-failed") != std::string::npos);
}

TEST_CASE("an exception is an internal error that asks to be reported") {
  ThrowingWriter broken;
  TextWriter err;
  Streams streams{broken, err};
  CHECK(run(std::vector<std::string>{"help"}, streams) == ExitCode::internal);
  CHECK(err.text.find("a wire is loose") != std::string::npos);
  CHECK(err.text.find("report it") != std::string::npos);

  // Even where that cannot be said.
  Streams mute{broken, broken};
  CHECK(run(std::vector<std::string>{"help"}, mute) == ExitCode::internal);
}

TEST_CASE("exit codes have the rank of the design") {
  std::vector<int> const rank{70, 64, 5, 4, 3, 6, 1, 2, 0};
  for (std::size_t i = 0; i < rank.size(); ++i) {
    CHECK(static_cast<int>(exit_meanings[i].code) == rank[i]);
    for (std::size_t j = i; j < rank.size(); ++j) {
      CHECK(worse(ExitCode{rank[i]}, ExitCode{rank[j]}) == ExitCode{rank[i]});
      CHECK(worse(ExitCode{rank[j]}, ExitCode{rank[i]}) == ExitCode{rank[i]});
    }
  }
}

TEST_CASE("operands and options may be mixed, and `--` ends options") {
  auto const parse = [](std::vector<std::string> const& arguments) { return parse_options(arguments); };
  auto const parsed =
      parse({"check", "-q", "a", "--format", "json", "b", "--select=x,y", "--select", "z", "--", "--c", "-"});
  CHECK_FALSE(parsed.error);
  CHECK(parsed.options.operands == std::vector<std::string>{"check", "a", "b", "--c", "-"});
  CHECK(parsed.options.select == std::vector<std::string>{"x", "y", "z"});
  CHECK(parsed.options.format == Format::json);
  CHECK(parsed.options.quiet);
  CHECK(parse({"-oreport", "check"}).options.output == "report");
  CHECK(parse({"--set", "r.p=a=b"}).options.parameters.at(0) == std::pair<std::string, std::string>{"r.p", "a=b"});
  CHECK(parse({"--set", "r.p=-3"}).options.parameters.at(0).second == "-3");
  CHECK(parse({""}).options.operands == std::vector<std::string>{""});
}
