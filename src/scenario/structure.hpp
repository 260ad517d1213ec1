#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace telerule {

// Where the tokens of a JSON text begin: every bracket, comma and colon
// outside of texts, every opening quote, and the first byte of every other run
// of bytes. Finding them also proves that the text is UTF-8, that no control
// character stands in a quoted text, and that the last one is closed.
class Structure {
 public:
  Structure();
  ~Structure();
  Structure(Structure&&) noexcept;
  Structure& operator=(Structure&&) noexcept;

  // False if the text is empty or one of those proofs fails; find_text_fault says which.
  bool index(std::string_view text);

  // Offsets, in order. Behind the last one `beyond` more may be read, which stand at what stop_at() named.
  static constexpr std::uint32_t beyond = 8;
  std::uint32_t const* offsets() const;
  std::uint32_t count() const;
  void stop_at(std::uint32_t offset);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telerule
