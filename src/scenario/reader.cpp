#include "scenario/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <utility>

#include "scenario/binder.hpp"
#include "scenario/byte_stream.hpp"
#include "scenario/bytes.hpp"
#include "scenario/element_scanner.hpp"
#include "scenario/quote.hpp"

namespace telerule {
namespace {

constexpr std::size_t first_capacity = std::size_t{1} << 20U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

enum class Form { undecided, lines, document, array };

// Whether the name says that each line is a record, below what it says of compression.
bool named_as_lines(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::string_view const ending : {".gz", ".gzip", ".zst", ".zstd"})
    if (name.ends_with(ending)) {
      name.resize(name.size() - ending.size());
      break;
    }
  return name.ends_with(".ndjson") || name.ends_with(".jsonl");
}

std::uint32_t narrow(std::size_t n) { return static_cast<std::uint32_t>(n); }

Position after(Position position, std::string_view text) {
  std::size_t const newline = text.rfind('\n');
  if (newline != std::string_view::npos) {
    position.line += narrow(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
    position.column = 1;
    text.remove_prefix(newline + 1);
  }
  auto const begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; };
  position.column += narrow(static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)));
  return position;
}

}  // namespace

struct Reader::Impl {
  Impl(std::string path_, ReaderLimits limits_)
      : path(std::move(path_)), limits(limits_), stream(ByteStream::open(path)) {}

  std::string path;
  ReaderLimits limits;
  ByteStream stream;
  // [begin, end) of the buffer is read and not yet used up; padding follows.
  std::unique_ptr<char[]> buffer;
  std::size_t capacity = 0, begin = 0, end = 0;
  bool at_end = false, finished = false;

  Form form = Form::undecided;
  Position position{1, 1};  // of `begin`
  std::size_t given = 0;    // bytes of the record that the caller has
  std::uint64_t records = 0;
  std::optional<Diagnostic> error;

  std::string_view rest() const { return {buffer.get() + begin, end - begin}; }
  bool fill();
  std::size_t skip_space();
  void use(std::size_t count);
  bool beyond_limit() const { return end - begin > limits.record_bytes; }

  std::optional<RawRecord> next();
  void decide();
  Form form_of_input();
  std::optional<RawRecord> next_line();
  std::optional<RawRecord> next_element();
  std::optional<RawRecord> whole_document();
  bool element_begins();
  RawRecord give(std::size_t length, std::optional<std::uint64_t> number);

  std::nullopt_t stop();
  std::nullopt_t fail(DiagnosticId id, std::string message, std::string help = {});
  std::nullopt_t fail_here(DiagnosticId id, std::string message, std::string help = {});
  std::nullopt_t too_long();
};

// Reads more behind what is there, in a larger buffer if need be; false when no more comes.
bool Reader::Impl::fill() {
  if (at_end) return false;
  if (begin != 0) {
    std::memmove(buffer.get(), buffer.get() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  if (end == capacity) {
    std::size_t const wanted = capacity == 0 ? first_capacity : 2 * capacity;
    // Not filled with zeros: pages that no record reaches are never touched.
    auto larger = std::make_unique_for_overwrite<char[]>(wanted + Binder::padding);
    std::copy_n(buffer.get(), end, larger.get());
    buffer = std::move(larger);
    capacity = wanted;
  }
  std::size_t const count = stream.read(buffer.get() + end, capacity - end);
  end += count;
  at_end = count == 0;
  return !at_end;
}

void Reader::Impl::use(std::size_t count) {
  position = after(position, rest().substr(0, count));
  begin += count;
}

// Goes on to the next byte that is not whitespace, if there is one; gives what is left from there.
std::size_t Reader::Impl::skip_space() {
  do {
    auto const text = rest();
    auto const next = std::find_if_not(text.begin(), text.end(), bytes::is_space);
    use(static_cast<std::size_t>(next - text.begin()));
  } while (begin == end && fill());
  return end - begin;
}

RawRecord Reader::Impl::give(std::size_t length, std::optional<std::uint64_t> number) {
  ++records;
  given = length;
  return {rest().substr(0, length), position.line, position.column, number};
}

// The end of the file, or of what can be read of it.
std::nullopt_t Reader::Impl::stop() {
  finished = true;
  if (auto const& fault = stream.fault()) {
    std::string message = fault->message;
    if (records != 0) message += fmt::format(", after {} {}", records, records == 1 ? "record" : "records");
    return fail(fault->id, std::move(message), fault->help);
  }
  if (records == 0) return fail(DiagnosticId::empty_input, fmt::format("{} holds no scenario", quote(path)));
  return std::nullopt;
}

std::nullopt_t Reader::Impl::fail(DiagnosticId id, std::string message, std::string help) {
  finished = true;
  error = in_file(id, path, std::move(message), std::move(help));
  return std::nullopt;
}

std::nullopt_t Reader::Impl::fail_here(DiagnosticId id, std::string message, std::string help) {
  fail(id, std::move(message), std::move(help));
  error->frame = frame_in(rest(), 0, 1, position, path);
  return std::nullopt;
}

std::nullopt_t Reader::Impl::too_long() {
  return fail_here(DiagnosticId::record_too_long, fmt::format("a record is longer than {} bytes", limits.record_bytes));
}

void Reader::Impl::decide() {
  while (end - begin < byte_order_mark.size() && fill()) {
  }
  if (rest().starts_with(byte_order_mark)) begin += byte_order_mark.size();
  if (named_as_lines(path)) {
    form = Form::lines;
    return;
  }
  if (skip_space() == 0) {
    stop();
    return;
  }
  if (rest()[0] == '[') {
    form = Form::array;
    use(1);
  } else {
    form = is_open_already(path) ? form_of_input() : Form::document;
  }
}

// Standard input has no name to tell. It is lines of records if its first line is a whole value and more follows.
Form Reader::Impl::form_of_input() {
  std::size_t looked_at = 0;
  std::size_t line = std::string_view::npos;
  while ((line = rest().find('\n', looked_at)) == std::string_view::npos) {
    looked_at = end - begin;
    if (beyond_limit() || !fill()) return Form::document;
  }
  std::size_t const value = ElementScanner().scan(rest().substr(0, line));
  auto const is_blank = [](std::string_view text) { return std::all_of(text.begin(), text.end(), bytes::is_space); };
  if (value == ElementScanner::not_yet || !is_blank(rest().substr(value, line - value))) return Form::document;
  looked_at = line;
  while (is_blank(rest().substr(looked_at))) {
    looked_at = end - begin;
    if (beyond_limit() || !fill()) return Form::document;
  }
  return Form::lines;
}

std::optional<RawRecord> Reader::Impl::next_line() {
  // Columns are counted from 1 on each line, so lines are all there is to count.
  begin += std::exchange(given, 0);
  for (std::size_t looked_at = 0;;) {
    char const* const from = buffer.get() + begin + looked_at;
    auto const* const newline = static_cast<char const*>(std::memchr(from, '\n', end - begin - looked_at));
    std::size_t length = end - begin;
    if (newline != nullptr) {
      length = static_cast<std::size_t>(newline - (buffer.get() + begin));
    } else {
      if (beyond_limit()) return too_long();
      looked_at = length;
      if (fill()) continue;
      // A line that a fault cut off is no record.
      if (length == 0 || stream.fault()) return stop();
    }
    if (length > limits.record_bytes) return too_long();
    auto const line = rest().substr(0, length);
    std::uint32_t const number = position.line;
    bool const blank = std::all_of(line.begin(), line.end(), bytes::is_space);
    if (!blank) {
      auto record = give(length, number);
      given = length + (newline != nullptr ? 1 : 0);
      position = {number + 1, 1};
      return record;
    }
    begin += length + (newline != nullptr ? 1 : 0);
    position = {number + 1, 1};
    looked_at = 0;
    if (newline == nullptr) return stop();
  }
}

std::optional<RawRecord> Reader::Impl::whole_document() {
  if (records != 0) return stop();
  while (!beyond_limit() && fill()) {
  }
  if (stream.fault()) return stop();
  if (beyond_limit()) return too_long();
  return give(end - begin, std::nullopt);
}

// Goes past the comma between two elements, to a value; false at the array's end and after an error.
bool Reader::Impl::element_begins() {
  constexpr std::string_view cut = "the text ends inside the array of scenarios";
  bool const first = records == 0;
  auto const missing = [&] {
    if (stream.fault())
      stop();
    else
      fail_here(DiagnosticId::truncated_input, std::string(cut));
    return false;
  };
  if (skip_space() == 0) return missing();
  if (rest()[0] == ']') {
    use(1);
    if (skip_space() != 0)
      fail_here(DiagnosticId::trailing_content, "something follows the array of scenarios");
    else
      stop();
    return false;
  }
  if (!first) {
    if (rest()[0] != ',') {
      fail_here(DiagnosticId::not_json, fmt::format("expected `,` or `]`, found {}", quote(clip(rest(), 1))),
                "elements of an array are parted by commas");
      return false;
    }
    use(1);
    if (skip_space() == 0) return missing();
  }
  char const c = rest()[0];
  if (c == ',' || c == ']' || c == '}' || c == ':') {
    fail_here(DiagnosticId::not_json, fmt::format("expected a value, found {}", quote(clip(rest(), 1))),
              c == ']' ? "no comma stands before a closing `]`" : "");
    return false;
  }
  return true;
}

std::optional<RawRecord> Reader::Impl::next_element() {
  use(std::exchange(given, 0));
  if (!element_begins()) return std::nullopt;
  ElementScanner scanner;
  for (;;) {
    std::size_t const length = scanner.scan(rest());
    if (length != ElementScanner::not_yet) {
      if (length > limits.record_bytes) return too_long();
      return give(length, records);
    }
    if (beyond_limit()) return too_long();
    if (fill()) continue;
    if (stream.fault()) return stop();
    std::size_t const length_left = end - begin;
    fail_here(DiagnosticId::truncated_input, "the text ends inside this element of the array", "");
    error->frame = frame_in(rest(), length_left, 1, position, path);
    error->labels.push_back({frame_in(rest(), 0, 1, position, path), "begins here"});
    error->message = "the text ends inside an element of the array";
    return std::nullopt;
  }
}

std::optional<RawRecord> Reader::Impl::next() {
  if (finished) return std::nullopt;
  if (form == Form::undecided) decide();
  if (finished) return std::nullopt;
  switch (form) {
    case Form::undecided:
      break;
    case Form::lines:
      return next_line();
    case Form::document:
      return whole_document();
    case Form::array:
      return next_element();
  }
  return std::nullopt;
}

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reader Reader::open(std::string const& path, ReaderLimits limits) {
  return Reader(std::make_unique<Impl>(path, limits));
}
std::optional<RawRecord> Reader::next() { return impl_->next(); }
std::optional<Diagnostic> const& Reader::error() const { return impl_->error; }

}  // namespace telerule
