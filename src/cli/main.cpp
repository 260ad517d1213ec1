#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/run.hpp"

namespace {

// A closed descriptor would be given to the next file that is opened, and a report be written into it. What is put in
// its place fails to be read or written, as the closed one did.
void occupy_closed_descriptors() {
  for (int const fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) == -1) ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

// Lines of an unusual terminal stay readable: neither single words nor lines too long to follow.
unsigned terminal_columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return std::clamp<unsigned>(size.ws_col, 60, 120);
}

bool is_set(char const* variable) {
  char const* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away is an output that cannot be written, and is reported as such.
  std::signal(SIGPIPE, SIG_IGN);
  occupy_closed_descriptors();
  telerule::DescriptorWriter out(STDOUT_FILENO), err(STDERR_FILENO);
  telerule::Streams streams{
      out, err, ::isatty(STDOUT_FILENO) == 1, ::isatty(STDERR_FILENO) == 1, terminal_columns(), is_set("NO_COLOR")};
  std::vector<std::string> const arguments(argv + std::min(argc, 1), argv + argc);
  return static_cast<int>(telerule::run(arguments, streams));
}
