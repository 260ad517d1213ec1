#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cli/streams.hpp"
#include "telerule/diagnostic.hpp"

namespace telerule {

// Writes the whole of a file or nothing: the text is written beside it, flushed to the disk and put in its place in one
// step by close(). A symbolic link stays, and the file it leads to is replaced. A device or pipe is written to as it is.
class OutputFile : public Writer {
 public:
  explicit OutputFile(std::string path);
  ~OutputFile() override;
  OutputFile(OutputFile const&) = delete;
  OutputFile& operator=(OutputFile const&) = delete;

  bool write(std::string_view text) override;
  // Says what is wrong if it did not work; then the file is as it was.
  std::optional<Diagnostic> close();

 private:
  int open();
  int finish();
  void abandon();

  std::string path_;
  std::filesystem::path target_, beside_;  // `beside_` is empty for a device or pipe
  int fd_ = -1;
  int error_ = 0;     // errno of what failed first
  std::string help_;  // for that error
};

}  // namespace telerule
