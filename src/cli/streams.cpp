#include "cli/streams.hpp"

#include <unistd.h>

#include <cerrno>

namespace telerule {

bool DescriptorWriter::write(std::string_view text) {
  while (!text.empty() && error_ == 0) {
    auto const written = ::write(fd_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  return error_ == 0;
}

}  // namespace telerule
