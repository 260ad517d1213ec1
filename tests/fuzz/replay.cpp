// Stands in for libFuzzer's main: gives the fuzz target every file of the folders named, in the order of their names.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    for (auto const& entry : std::filesystem::recursive_directory_iterator{argv[i]}) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());

  for (auto const& file : files) {
    // Named first: when the target crashes, this line says on what.
    std::fprintf(stderr, "%s\n", file.c_str());
    std::ifstream stream{file, std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{stream}, {}};
    // A copy of exactly that size, so that AddressSanitizer sees a read of the byte behind the end.
    std::vector<std::uint8_t> const input{bytes.begin(), bytes.end()};
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }

  std::printf("replayed %zu inputs\n", files.size());
  // A corpus that is missing or empty would otherwise pass by testing nothing.
  return files.empty() ? 1 : 0;
}
