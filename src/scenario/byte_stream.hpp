#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "scenario/stream_fault.hpp"

namespace telerule {

// `-`, /dev/stdin and /dev/fd/N: what the caller of the program has opened, without a name of its own.
bool is_open_already(std::string const& path);

// The bytes of a file, decompressed if its first bytes say gzip or zstd.
class ByteStream {
 public:
  // What is open already may be a pipe or terminal; anything else must be a regular file.
  static ByteStream open(std::string const& path);
  ~ByteStream();
  ByteStream(ByteStream&&) noexcept;
  ByteStream& operator=(ByteStream&&) noexcept;

  // Waits for at least one byte; 0 at the end and after a fault.
  std::size_t read(char* out, std::size_t size);
  std::optional<StreamFault> const& fault() const;

 private:
  struct Impl;
  explicit ByteStream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace telerule
