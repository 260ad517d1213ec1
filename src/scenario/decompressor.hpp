#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "scenario/stream_fault.hpp"

namespace telerule {

// Turns the bytes of a gzip file (of several members, too) or a zstd file (of
// several frames) into what was compressed, a piece at a time.
class Decompressor {
 public:
  // The first bytes of a file tell which it is; without them, or for anything else, it is not active.
  static constexpr std::size_t signature_bytes = 4;
  static Decompressor of(std::string_view first_bytes);
  Decompressor();
  ~Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;

  struct Step {
    std::size_t taken = 0, given = 0;
    bool done = false;  // the end of the file was reached, and was due
    std::optional<StreamFault> fault;
  };
  bool active() const { return impl_ != nullptr; }
  // `last`: no more follows `in`. A step that takes and gives nothing needs more of the file.
  Step decompress(std::string_view in, char* out, std::size_t size, bool last);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace telerule
