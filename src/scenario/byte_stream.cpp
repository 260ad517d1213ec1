#include "scenario/byte_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/decompressor.hpp"

namespace telerule {
namespace {

// An open file, closed in the end unless it was open before.
class Descriptor {
 public:
  Descriptor() = default;
  Descriptor(int fd, bool owned) : fd_(fd), owned_(owned) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)), owned_(other.owned_) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~Descriptor() {
    if (owned_ && fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_ = -1;
  bool owned_ = false;
};

std::string reason(int error) { return std::strerror(error); }  // NOLINT(concurrency-mt-unsafe): glibc's is safe

// The number of a file that the caller of the program has opened already.
std::optional<int> open_descriptor(std::string_view path) {
  if (path == "-" || path == "/dev/stdin") return 0;
  for (std::string_view const folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    std::string_view const digits = path.substr(folder.size());
    int fd = -1;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), fd);
    if (error == std::errc() && end == digits.data() + digits.size() && fd >= 0) return fd;
  }
  return std::nullopt;
}

StreamFault unreadable(std::string message, std::string help = {}) {
  return {DiagnosticId::unreadable_file, std::move(message), std::move(help)};
}

// What exactly is missing where a path leads nowhere.
StreamFault missing(std::string const& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
    std::string target(PATH_MAX, '\0');
    auto const length = ::readlink(path.c_str(), target.data(), target.size());
    target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return unreadable(fmt::format("`{}` is a link to `{}`, which does not exist", path, target));
  }
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    std::string const folder = path.substr(0, slash);
    if (::stat(folder.c_str(), &status) != 0)
      return unreadable(fmt::format("there is no file `{}`", path), fmt::format("there is no folder `{}`", folder));
  }
  return unreadable(fmt::format("there is no file `{}`", path));
}

std::string_view what_it_is(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

bool is_open_already(std::string const& path) { return open_descriptor(path).has_value(); }

struct ByteStream::Impl {
  Descriptor file;
  std::string path;
  std::optional<StreamFault> fault;
  Decompressor decompressor;
  bool started = false, ended = false;
  // Bytes as they stand in the file, where they are compressed or not yet known to be.
  std::unique_ptr<char[]> raw;
  static constexpr std::size_t raw_size = std::size_t{256} << 10U;
  std::size_t raw_begin = 0, raw_end = 0;

  std::size_t read_file(char* out, std::size_t size);
  bool start();
  std::size_t read(char* out, std::size_t size);
};

std::size_t ByteStream::Impl::read_file(char* out, std::size_t size) {
  while (!ended) {
    auto const count = ::read(file.get(), out, std::min<std::size_t>(size, SSIZE_MAX));
    if (count > 0) return static_cast<std::size_t>(count);
    if (count == 0) {
      ended = true;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      // Standard input may have been opened so by someone else.
      pollfd wait{file.get(), POLLIN, 0};
      ::poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      fault = unreadable(fmt::format("reading `{}` failed: {}", path, reason(errno)));
      ended = true;
    }
  }
  return 0;
}

// Reads the first bytes, which tell how the file is compressed.
bool ByteStream::Impl::start() {
  started = true;
  raw = std::make_unique_for_overwrite<char[]>(raw_size);  // pages that no file reaches are never touched
  while (raw_end < Decompressor::signature_bytes && !ended)
    raw_end += read_file(raw.get() + raw_end, raw_size - raw_end);
  decompressor = Decompressor::of({raw.get(), raw_end});
  return !fault;
}

std::size_t ByteStream::Impl::read(char* out, std::size_t size) {
  if (fault || (!started && !start())) return 0;
  if (!decompressor.active()) {
    if (raw_begin == raw_end) return read_file(out, size);
    std::size_t const count = std::min(size, raw_end - raw_begin);
    std::memcpy(out, raw.get() + raw_begin, count);
    raw_begin += count;
    return count;
  }
  for (;;) {
    auto const step = decompressor.decompress({raw.get() + raw_begin, raw_end - raw_begin}, out, size, ended);
    raw_begin += step.taken;
    if (step.fault) fault = step.fault;
    if (step.given != 0 || step.fault || step.done) return step.given;
    if (raw_begin != raw_end) continue;
    raw_begin = 0;
    raw_end = read_file(raw.get(), raw_size);
    if (fault) return 0;
  }
}

ByteStream::ByteStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ByteStream::~ByteStream() = default;
ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;

ByteStream ByteStream::open(std::string const& path) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  auto const already = open_descriptor(path);
  struct stat status {};
  if (path.find('\0') != std::string::npos) {
    impl->fault = unreadable("the name of the file holds a NUL");
  } else if (already) {
    impl->file = Descriptor(*already, false);
  } else {
    // Opening a pipe without O_NONBLOCK would wait for its writer.
    impl->file = Descriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), true);
  }
  if (impl->fault) return ByteStream(std::move(impl));
  if (impl->file.get() < 0) {
    int const error = errno;
    bool const is_socket = error == ENXIO && ::stat(path.c_str(), &status) == 0;
    if (path.empty())
      impl->fault = unreadable("the name of the file is empty");
    else if (error == ENOENT)
      impl->fault = missing(path);
    else if (is_socket)
      impl->fault = unreadable(fmt::format("`{}` is {}, not a file", path, what_it_is(status.st_mode)));
    else
      impl->fault = unreadable(fmt::format("`{}` cannot be opened: {}", path, reason(error)));
  } else if (::fstat(impl->file.get(), &status) != 0) {
    impl->fault = unreadable(fmt::format("`{}` cannot be read: {}", path, reason(errno)));
  } else if (S_ISDIR(status.st_mode) || (!already && !S_ISREG(status.st_mode))) {
    std::string_view const what = what_it_is(status.st_mode);
    impl->fault = unreadable(fmt::format("`{}` is {}, not a file", path, what),
                             S_ISFIFO(status.st_mode) ? "give `-` and send the pipe to standard input" : "");
  }
  return ByteStream(std::move(impl));
}

std::size_t ByteStream::read(char* out, std::size_t size) { return impl_->read(out, size); }
std::optional<StreamFault> const& ByteStream::fault() const { return impl_->fault; }

}  // namespace telerule
