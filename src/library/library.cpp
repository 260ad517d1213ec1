#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "library/embedded.hpp"
#include "telerule/program.hpp"

namespace telerule {
namespace {

// A rule file, table or schema beyond this is a mistake; places in it would no longer fit a Span either.
constexpr std::size_t largest_file = std::size_t{64} << 20U;

// What a file of a library is, by its name alone. Tests of rules (`_test.rules`) are none of it.
enum class FileKind { other, rules, table, schema };

FileKind file_kind(std::string_view path) {
  if (path.ends_with("_test.rules")) return FileKind::other;
  if (path.ends_with(".rules")) return FileKind::rules;
  if (path.ends_with(".csv")) return FileKind::table;
  if (path.ends_with(".schema.json")) return FileKind::schema;
  return FileKind::other;
}

// Puts a text where its kind belongs.
void add_to(Library& library, std::string path, std::string text) {
  auto const kind = file_kind(path);
  auto source = std::make_shared<Source const>(std::move(path), std::move(text));
  switch (kind) {
    case FileKind::rules:
      library.rules.push_back(std::move(source));
      break;
    case FileKind::schema:
      library.schemas.push_back(std::move(source));
      break;
    case FileKind::table:
      library.tables.insert_or_assign(source->name(), source);
      break;
    case FileKind::other:
      break;
  }
}

// What of a folder is wanted: rules with their tables, or schemas.
enum class Wanted { rules, schemas };

bool is_wanted(FileKind kind, Wanted wanted) {
  return wanted == Wanted::schemas ? kind == FileKind::schema : kind == FileKind::rules || kind == FileKind::table;
}

std::string because(int error) { return std::strerror(error); }  // of the C locale: no other is ever set

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

class Loader {
 public:
  void load(std::string const& path, Wanted wanted) {
    wanted_ = wanted;
    if (path.empty()) return load_shipped();
    auto const before = count();
    auto const problems = out_.diagnostics.size();
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      return report(path, fmt::format("`{}` cannot be read: {}", path, because(errno)), "");
    }
    if (S_ISDIR(status.st_mode)) {
      load_folders(path, status);
    } else if (is_wanted(file_kind(path), wanted) && file_kind(path) != FileKind::table) {
      load_file(path);
      if (wanted == Wanted::rules) load_tables_beside(path);
    } else {
      return report(path, fmt::format("`{}` is not a folder", path),
                    fmt::format("name a folder that holds {}, or one {} file", what(), ending()));
    }
    // Two paths that lead to the same files are no mistake; a folder without any is.
    if (count() == before && out_.diagnostics.size() == problems && !met_again_) {
      out_.diagnostics.push_back(in_file(DiagnosticId::no_rules, path, fmt::format("`{}` holds no {}", path, what()),
                                         fmt::format("their names end in `{}`", ending())));
    }
  }

  LoadedLibrary take() { return std::move(out_); }

 private:
  using Identity = std::pair<dev_t, ino_t>;

  std::string_view what() const { return wanted_ == Wanted::rules ? "rules" : "schemas"; }
  std::string_view ending() const { return wanted_ == Wanted::rules ? ".rules" : ".schema.json"; }
  std::size_t count() const {
    return wanted_ == Wanted::rules ? out_.library.rules.size() : out_.library.schemas.size();
  }

  void report(std::string const& path, std::string message, std::string help) {
    out_.diagnostics.push_back(in_file(DiagnosticId::unreadable_rules, path, std::move(message), std::move(help)));
  }

  void load_shipped() {
    for (auto const& file : embedded::files()) {
      if (is_wanted(file_kind(file.path), wanted_))
        add_to(out_.library, std::string(file.path), std::string(file.text));
    }
  }

  // Depth first in the order of names, without recursion. A folder met again, such as through a symbolic link to a
  // folder above, is left alone.
  void load_folders(std::string path, struct stat const& status) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (!is_new(status)) return;
    std::vector<std::string> open{std::move(path)};
    while (!open.empty()) {
      auto const folder = std::move(open.back());
      open.pop_back();
      std::vector<std::string> below;
      for (auto const& name : names_in(folder)) {
        auto entry = folder.ends_with('/') ? folder + name : folder + '/' + name;
        bool const wanted = is_wanted(file_kind(name), wanted_);
        struct stat entry_status {};
        if (::stat(entry.c_str(), &entry_status) != 0) {
          if (wanted) report(entry, fmt::format("`{}` cannot be read: {}", entry, because(errno)), "");
        } else if (S_ISDIR(entry_status.st_mode)) {
          if (is_new(entry_status)) below.push_back(std::move(entry));
        } else if (wanted) {
          load_file(entry);
        }
      }
      open.insert(open.end(), std::make_move_iterator(below.rbegin()), std::make_move_iterator(below.rend()));
    }
  }

  // A rule file names its tables by files beside it.
  void load_tables_beside(std::string const& path) {
    auto const slash = path.rfind('/');
    auto const folder = slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
    for (auto const& name : names_in(folder.empty() ? "." : folder)) {
      if (file_kind(name) == FileKind::table) load_file(folder + name);
    }
  }

  // Sorted by bytes; hidden files are none of a library.
  std::vector<std::string> names_in(std::string const& folder) {
    std::vector<std::string> names;
    std::unique_ptr<DIR, CloseFolder> const stream(::opendir(folder.c_str()));
    errno = stream ? 0 : errno;
    if (stream) {
      while (auto const* entry = ::readdir(stream.get())) {
        if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
      }
    }
    if (errno != 0) report(folder, fmt::format("the folder `{}` cannot be read: {}", folder, because(errno)), "");
    std::sort(names.begin(), names.end());
    return names;
  }

  void load_file(std::string const& path) {
    // Not to wait at a named pipe that nobody writes to.
    Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
      return report(path, fmt::format("`{}` cannot be read: {}", path, because(errno)), "");
    }
    if (!S_ISREG(status.st_mode)) return report(path, fmt::format("`{}` is not a regular file", path), "");
    if (!is_new(status)) return;
    std::string text;
    text.reserve(static_cast<std::size_t>(status.st_size));
    // One byte more than allowed, to see that there is more, whatever the size was said to be.
    for (std::string block(std::size_t{64} << 10U, '\0'); text.size() <= largest_file;) {
      auto const size = ::read(file.get(), block.data(), block.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return report(path, fmt::format("`{}` cannot be read: {}", path, because(errno)), "");
      if (size == 0) return add_to(out_.library, path, std::move(text));
      text.append(block, 0, static_cast<std::size_t>(size));
    }
    report(path, fmt::format("`{}` is larger than {} MiB", path, largest_file >> 20U), "split it");
  }

  bool is_new(struct stat const& status) {
    bool const fresh = seen_.emplace(wanted_, Identity{status.st_dev, status.st_ino}).second;
    met_again_ = met_again_ || !fresh;
    return fresh;
  }

  LoadedLibrary out_;
  Wanted wanted_ = Wanted::rules;
  // A folder may be asked for rules and for schemas, so it may be met once for each.
  std::set<std::pair<Wanted, Identity>> seen_;
  bool met_again_ = false;
};

}  // namespace

Library shipped_library() {
  Library library;
  for (auto const& file : embedded::files()) add_to(library, std::string(file.path), std::string(file.text));
  return library;
}

LoadedLibrary load_library(std::span<std::string const> rule_folders, std::span<std::string const> schema_folders) {
  Loader loader;
  for (auto const& folder : rule_folders) loader.load(folder, Wanted::rules);
  for (auto const& folder : schema_folders) loader.load(folder, Wanted::schemas);
  return loader.take();
}

}  // namespace telerule
