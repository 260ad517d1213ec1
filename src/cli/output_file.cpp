#include "cli/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace telerule {
namespace {

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

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) { error_ = open(); }

OutputFile::~OutputFile() { abandon(); }

// 0, or errno.
int OutputFile::open() {
  struct stat status {};
  target_ = path_;
  bool const exists = ::stat(path_.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) return errno;
  if (exists && S_ISDIR(status.st_mode)) {
    help_ = "name a file in it";
    return EISDIR;
  }
  if (exists && !S_ISREG(status.st_mode)) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return fd_ < 0 ? errno : 0;
  }
  std::error_code problem;
  if (exists) {
    target_ = std::filesystem::canonical(target_, problem);
    if (problem) return problem.value();
  } else if (std::filesystem::is_symlink(target_, problem)) {
    help_ = "it is a symbolic link that leads nowhere";
    return ENOENT;
  }
  auto const folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
  // A fixed beginning: together with a long name of the target it could be too long for the file system.
  auto beside = (folder / ".telerule-XXXXXX").string();
  fd_ = ::mkostemp(beside.data(), O_CLOEXEC);
  if (fd_ < 0) return errno;
  beside_ = beside;
  return ::fchmod(fd_, mode_for(exists, status)) == 0 ? 0 : errno;
}

bool OutputFile::write(std::string_view text) {
  if (error_ != 0) return false;
  DescriptorWriter writer(fd_);
  if (!writer.write(text)) error_ = writer.error();
  return error_ == 0;
}

int OutputFile::finish() {
  if (error_ != 0) return error_;
  if (!beside_.empty() && ::fsync(fd_) != 0) return errno;
  if (::close(std::exchange(fd_, -1)) != 0) return errno;
  if (beside_.empty()) return 0;
  if (::rename(beside_.c_str(), target_.c_str()) != 0) return errno;
  beside_.clear();
  flush_folder(target_.has_parent_path() ? target_.parent_path() : std::filesystem::path("."));
  return 0;
}

void OutputFile::abandon() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (!beside_.empty()) ::unlink(beside_.c_str());
  beside_.clear();
}

std::optional<Diagnostic> OutputFile::close() {
  error_ = finish();
  if (error_ == 0) return std::nullopt;
  abandon();
  return in_file(DiagnosticId::output_failed, path_, fmt::format("`{}` cannot be written: {}", path_, std::strerror(error_)), help_);
}

}  // namespace telerule
