#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "telerule/diagnostic.hpp"

namespace telerule {

// One record of a scenario file, with where it begins.
struct RawRecord {
  std::string_view bytes;               // Binder::padding readable bytes follow it
  std::uint32_t line = 1, column = 1;   // of its first byte, in the (decompressed) file
  std::optional<std::uint64_t> number;  // NDJSON: its line; array: its index from 0; a single object: none
};

struct ReaderLimits {
  std::size_t record_bytes = std::size_t{256} << 20;
};

// Gives the records of one file in order, in memory bounded by the longest
// record: a JSON object, a top-level array of objects, or (by the name's
// ending, .ndjson or .jsonl) one object on each line; plain, gzip or zstd,
// told apart by their first bytes. `-` is standard input (NDJSON when it
// holds more than one line-separated object). A leading byte-order mark is skipped.
class Reader {
 public:
  static Reader open(std::string const& path, ReaderLimits limits = {});
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // The next record, valid until the next call; nothing at the end or at an error that ends the file.
  std::optional<RawRecord> next();
  // Faults of the file itself (unreadable, truncated, not JSON, too long): at most one, set when next() gave nothing.
  std::optional<Diagnostic> const& error() const;

 private:
  struct Impl;
  explicit Reader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace telerule
