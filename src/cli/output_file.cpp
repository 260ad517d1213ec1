#include "cli/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "cli/streams.hpp"

namespace telerule {
namespace {

Diagnostic failed(std::string const& path, int error, std::string help = {}) {
  return in_file(DiagnosticId::output_failed, path, fmt::format("`{}` cannot be written: {}", path, std::strerror(error)),
                 std::move(help));
}

// 0, or errno.
int write_and_close(int fd, std::string_view text, bool flush) {
  DescriptorWriter writer(fd);
  int error = writer.write(text) ? 0 : writer.error();
  if (error == 0 && flush && ::fsync(fd) != 0) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  return error;
}

// The permissions that a file has when it is created as usual, or those of the file that is replaced.
mode_t mode_for(bool exists, struct stat const& status) {
  if (exists) return status.st_mode & 07777U;
  mode_t const mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

// So that the new name outlives a loss of power. Some file systems cannot; the file is whole all the same.
void flush_folder(std::filesystem::path const& folder) {
  int const fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

int replace(std::filesystem::path const& target, std::string_view text, mode_t mode) {
  auto const folder = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  // A fixed beginning: together with a long name of the target it could be too long for the file system.
  auto beside = (folder / ".telerule-XXXXXX").string();
  int const fd = ::mkostemp(beside.data(), O_CLOEXEC);
  if (fd < 0) return errno;
  int error = ::fchmod(fd, mode) == 0 ? 0 : errno;
  if (int const written = write_and_close(fd, text, true); error == 0) error = written;
  if (error == 0 && ::rename(beside.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(beside.c_str());
  } else {
    flush_folder(folder);
  }
  return error;
}

}  // namespace

std::optional<Diagnostic> write_file(std::string const& path, std::string_view text) {
  std::filesystem::path target = path;
  struct stat status {};
  bool const exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) return failed(path, errno);
  if (exists && S_ISDIR(status.st_mode)) return failed(path, EISDIR, "name a file in it");
  if (exists && !S_ISREG(status.st_mode)) {
    int const fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    int const error = fd < 0 ? errno : write_and_close(fd, text, false);
    return error == 0 ? std::nullopt : std::optional(failed(path, error));
  }
  std::error_code problem;
  if (exists) {
    target = std::filesystem::canonical(target, problem);
    if (problem) return failed(path, problem.value());
  } else if (std::filesystem::is_symlink(target, problem)) {
    return failed(path, ENOENT, "it is a symbolic link that leads nowhere");
  }
  int const error = replace(target, text, mode_for(exists, status));
  if (error != 0) return failed(path, error);
  return std::nullopt;
}

}  // namespace telerule
