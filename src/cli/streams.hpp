#pragma once

#include <string>
#include <string_view>

namespace telerule {

// Where text goes. A write that fails says so, once and for good.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual bool write(std::string_view text) = 0;
};

// A file descriptor, which stays its owner's. Nothing is buffered: what write() says is the last word.
class DescriptorWriter : public Writer {
 public:
  explicit DescriptorWriter(int fd) : fd_(fd) {}
  bool write(std::string_view text) override;
  int error() const { return error_; }  // errno of the write that failed

 private:
  int fd_;
  int error_ = 0;
};

// Everything of the outside world that a command sees beside the files it is given.
struct Streams {
  Writer& out;
  Writer& err;
  bool out_is_terminal = false, err_is_terminal = false;
  unsigned columns = 100;  // of the terminal
  bool no_color = false;   // NO_COLOR is set
};

}  // namespace telerule
