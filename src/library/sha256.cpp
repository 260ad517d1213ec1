#include "library/sha256.hpp"

#include <fmt/format.h>
#include <mbedtls/sha256.h>

#include <array>

namespace telerule {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  constexpr int not_sha224 = 0;
  // It cannot fail: the algorithm is computed here, not asked of hardware.
  mbedtls_sha256_ret(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), digest.data(), not_sha224);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace telerule
