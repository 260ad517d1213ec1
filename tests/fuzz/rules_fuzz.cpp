// Rule files: no text crashes the parser or the checker, and what parses prints to text that parses to the same print.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "telerule/parse.hpp"
#include "telerule/program.hpp"

using namespace telerule;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const source = std::make_shared<Source const>("fuzz.rules", std::string(reinterpret_cast<char const*>(data), size));
  Parsed const parsed = parse(source);
  if (parsed.diagnostics.empty()) {
    std::string const printed = print(parsed.file);
    Parsed const again = parse(std::make_shared<Source const>("printed.rules", printed));
    if (!again.diagnostics.empty() || print(again.file) != printed) std::abort();
  }
  static Library const shipped = shipped_library();
  Library library;
  library.rules = {source};
  library.schemas = shipped.schemas;
  library.tables = shipped.tables;
  compile(library);
  return 0;
}
