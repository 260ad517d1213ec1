#include "scenario/reader.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace telerule;
namespace fs = std::filesystem;
using Id = DiagnosticId;

// A folder for one test's files.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "telerule-reader-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;

  std::string path(std::string const& name) const { return (path_ / name).string(); }
  std::string write(std::string const& name, std::string const& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

 private:
  fs::path path_;
};

std::string gzip(std::string const& bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string const& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  // As the zstd program does.
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::size_t const size = ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size());
  ZSTD_freeCCtx(context);
  REQUIRE(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

struct Read {
  std::vector<std::string> records, places;  // `line:column:number`
  std::optional<Diagnostic> error;
};

Read read(std::string const& path, ReaderLimits limits = {}) {
  Read all;
  Reader reader = Reader::open(path, limits);
  while (auto const record = reader.next()) {
    all.records.emplace_back(record->bytes);
    all.places.push_back(std::to_string(record->line) + ":" + std::to_string(record->column) + ":" +
                         (record->number ? std::to_string(*record->number) : "-"));
    // The binder looks at this many bytes beyond: they must be there.
    char sum = 0;
    for (std::size_t i = 0; i < 64; ++i) sum = static_cast<char>(sum ^ record->bytes.data()[record->bytes.size() + i]);
    all.places.back().append(sum == 'x' ? "" : "");
  }
  all.error = reader.error();
  CHECK_FALSE(reader.next());
  return all;
}

void check_error(Read const& result, Id id, std::string const& message, std::string const& help = "") {
  REQUIRE(result.error);
  CHECK(result.error->message == message);
  CHECK(info(result.error->id).text == info(id).text);
  CHECK(result.error->help == help);
}

void check_place(Read const& result, std::uint32_t line, std::uint32_t column) {
  REQUIRE(result.error);
  REQUIRE(result.error->frame);
  CHECK(result.error->frame->position == Position{line, column});
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("a file of one document") {
  Folder const folder;
  Read const plain = read(folder.write("a.json", " \n {\"a\": 1,\n \"b\": 2}\n"));
  CHECK_FALSE(plain.error);
  CHECK(plain.records == List{"{\"a\": 1,\n \"b\": 2}\n"});
  CHECK(plain.places == List{"2:2:-"});
  CHECK(read(folder.write("b.json", "\xEF\xBB\xBF{}")).places == List{"1:1:-"});
  // Two objects are no document: the binder says so.
  CHECK(read(folder.write("c.json", "{}\n{}\n")).records == List{"{}\n{}\n"});
}

TEST_CASE("lines of records") {
  Folder const folder;
  for (std::string const name : {"a.ndjson", "a.jsonl", "a.NDJSON", "a.JsonL"}) {
    Read const lines = read(folder.write(name, "\xEF\xBB\xBF{\"a\":1}\n\n  \r\n {\"b\":2}\r\n[]\n{\"c\":3}"));
    CHECK_FALSE(lines.error);
    CHECK(lines.records == List{"{\"a\":1}", " {\"b\":2}\r", "[]", "{\"c\":3}"});
    CHECK(lines.places == List{"1:1:1", "4:1:4", "5:1:5", "6:1:6"});
  }
}

TEST_CASE("a top-level array") {
  Folder const folder;
  Read const array =
      read(folder.write("a.json", "\n [{\"a\":\"]\\\"}\"},\n  {\"b\":[1,{}]} ,\n\"é\",{\"é\":1}, 12 ,null]\n"));
  CHECK_FALSE(array.error);
  CHECK(array.records == List{"{\"a\":\"]\\\"}\"}", "{\"b\":[1,{}]}", "\"é\"", "{\"é\":1}", "12", "null"});
  CHECK(array.places == List{"2:3:0", "3:3:1", "4:1:2", "4:5:3", "4:14:4", "4:18:5"});
}

TEST_CASE("faults of a top-level array have their place") {
  Folder const folder;
  auto const fault = [&](std::string const& text) { return read(folder.write("a.json", text)); };
  Read result = fault("[{},\n]");
  CHECK(result.records == List{"{}"});
  check_error(result, Id::not_json, "expected a value, found `]`", "no comma stands before a closing `]`");
  check_place(result, 2, 1);

  result = fault("[,{}]");
  check_error(result, Id::not_json, "expected a value, found `,`");
  check_place(result, 1, 2);

  result = fault("[{}\n{}]");
  CHECK(result.records == List{"{}"});
  check_error(result, Id::not_json, "expected `,` or `]`, found `{`", "elements of an array are parted by commas");
  check_place(result, 2, 1);

  result = fault("[{}}");
  check_error(result, Id::not_json, "expected `,` or `]`, found `}`", "elements of an array are parted by commas");

  result = fault("[{}] \n x");
  CHECK(result.records == List{"{}"});
  check_error(result, Id::trailing_content, "something follows the array of scenarios");
  check_place(result, 2, 2);

  result = fault("[{}],");
  check_error(result, Id::trailing_content, "something follows the array of scenarios");
  check_place(result, 1, 5);

  result = fault("[{},{\"a\":[1\n");
  CHECK(result.records == List{"{}"});
  check_error(result, Id::truncated_input, "the text ends inside an element of the array");
  check_place(result, 2, 1);
  REQUIRE(result.error->labels.size() == 1);
  CHECK(result.error->labels[0].frame.position == Position{1, 5});

  for (std::string const text : {"[", "[ ", "[{}", "[{},", "[{},\n", "[12", "[\"x", "[\"x\\"}) {
    result = fault(text);
    INFO("text: ", text);
    REQUIRE(result.error);
    CHECK(info(result.error->id).text == info(Id::truncated_input).text);
  }
}

TEST_CASE("a file with nothing in it") {
  Folder const folder;
  for (std::string const name : {"a.json", "a.ndjson"})
    for (std::string const text : {"", " \n\t\r\n", "\xEF\xBB\xBF"}) {
      Read const result = read(folder.write(name, text));
      check_error(result, Id::empty_input, "`" + folder.path(name) + "` holds no scenario");
      CHECK_FALSE(result.error->frame);
    }
  check_error(read(folder.write("a.json", "[ ]")), Id::empty_input,
              "`" + folder.path("a.json") + "` holds no scenario");
  check_error(read(folder.write("a.json.gz", gzip(""))), Id::empty_input,
              "`" + folder.path("a.json.gz") + "` holds no scenario");
  check_error(read(folder.write("a.json.zst", zstd(""))), Id::empty_input,
              "`" + folder.path("a.json.zst") + "` holds no scenario");
}

namespace {

// Enough records, of very different lengths, to fill the reader's buffer several times.
std::vector<std::string> many_records() {
  std::vector<std::string> records;
  for (std::size_t i = 0; i < 3000; ++i) {
    std::size_t const length = i % 500 == 499 ? 700'000 : (i * 7919) % 2500;
    records.push_back("{\"n\":" + std::to_string(i) + ",\"t\":\"" +
                      std::string(length, static_cast<char>('a' + i % 26)) + "é\\\"]}\"}");
  }
  return records;
}

std::string joined(std::vector<std::string> const& records, std::string const& between) {
  std::string text;
  for (auto const& record : records) text += (text.empty() ? "" : between) + record;
  return text;
}

}  // namespace

TEST_CASE("all forms of the same records are equal") {
  Folder const folder;
  auto const records = many_records();
  std::string const lines = joined(records, "\n") + "\n";
  std::string const array = "[" + joined(records, ",\n") + "]";
  std::string members, frames;
  for (std::size_t at = 0; at < lines.size(); at += 1'234'567) {
    members += gzip(lines.substr(at, 1'234'567));
    frames += zstd(lines.substr(at, 1'234'567));
  }
  std::string const skippable = std::string("\x50\x2A\x4D\x18\x03\0\0\0abc", 11);
  Read const expected = read(folder.write("a.ndjson", lines));
  CHECK(expected.records == records);
  CHECK(expected.places.back() == "3000:1:3000");
  struct Case {
    std::string name, bytes;
  };
  for (Case const& c : {Case{"b.ndjson", lines.substr(0, lines.size() - 1)}, Case{"a.ndjson.gz", gzip(lines)},
                        Case{"m.ndjson.gz", members}, Case{"padded.ndjson.gz", members + std::string(1000, '\0')},
                        Case{"a.ndjson.zst", zstd(lines)}, Case{"m.jsonl.zst", frames},
                        Case{"s.jsonl.zst", skippable + frames + skippable}, Case{"misnamed.ndjson", gzip(lines)}}) {
    INFO("name: ", c.name);
    Read const result = read(folder.write(c.name, c.bytes));
    CHECK_FALSE(result.error);
    CHECK((result.records == expected.records));
    CHECK(result.places == expected.places);
  }
  for (Case const& c : {Case{"a.json", array}, Case{"a.json.gz", gzip(array)}, Case{"a.json.zst", zstd(array)}}) {
    Read const result = read(folder.write(c.name, c.bytes));
    CHECK_FALSE(result.error);
    CHECK((result.records == expected.records));
    CHECK(result.places.back() == "3000:1:2999");
  }
}

namespace {

// Runs `use` with standard input open on something else.
template <class Use>
void with_standard_input(int fd, Use&& use) {
  int const saved = ::dup(0);
  REQUIRE(::dup2(fd, 0) == 0);
  ::close(fd);
  use();
  REQUIRE(::dup2(saved, 0) == 0);
  ::close(saved);
}

Read read_piped(std::string const& bytes, std::size_t piece, std::string const& name = "-") {
  int ends[2] = {};
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  Read result;
  std::thread writer([&] {
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      std::string const part = bytes.substr(at, piece);
      if (::write(ends[1], part.data(), part.size()) < 0) break;
    }
    ::close(ends[1]);
  });
  with_standard_input(ends[0], [&] { result = read(name); });
  writer.join();
  return result;
}

}  // namespace

TEST_CASE("standard input, by pieces") {
  auto records = many_records();
  records.resize(200);
  std::string const lines = joined(records, "\n") + "\n";
  for (std::size_t const piece : {std::size_t{313}, std::size_t{65536}, std::size_t{10'000'000}}) {
    Read const result = read_piped(lines, piece);
    CHECK_FALSE(result.error);
    CHECK((result.records == records));
    CHECK(result.places.back() == "200:1:200");
    CHECK((read_piped(gzip(lines), piece).records == records));
    CHECK((read_piped("[" + joined(records, ",") + "]", piece).records == records));
    CHECK((read_piped(lines, piece, "/dev/stdin").records == records));
  }
  CHECK(read_piped("\n{\"a\":1}\n", 1).places == List{"2:1:-"});
  CHECK(read_piped("{\"a\":1}", 1).places == List{"1:1:-"});
  CHECK(read_piped("{\n\"a\":1}\n", 1).records == List{"{\n\"a\":1}\n"});
  CHECK(read_piped("{}\n{\n", 1).places == List{"1:1:1", "2:1:2"});
  // More on the first line: no lines of records, but a document that the binder will refuse.
  CHECK(read_piped("{} {}\n{}", 1).records == List{"{} {}\n{}"});
  check_error(read_piped("", 1), Id::empty_input, "`-` holds no scenario");
}

TEST_CASE("a standard input that is not ready yet is waited for") {
  int ends[2] = {};
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  std::thread writer([&] {
    for (char const* part : {"{\"a\":", "1}\n", "{}\n"}) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      CHECK(::write(ends[1], part, std::strlen(part)) > 0);
    }
    ::close(ends[1]);
  });
  Read result;
  with_standard_input(ends[0], [&] { result = read("-"); });
  writer.join();
  CHECK(result.records == List{"{\"a\":1}", "{}"});
}

TEST_CASE("a compressed file cut anywhere is an error after the records before the cut") {
  Folder const folder;
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += "{\"n\":" + std::to_string(i * 7919 % 1000) + "}\n";
  struct Case {
    std::string name, bytes;
    std::size_t shortest;  // below, it is not even known to be compressed
  };
  for (Case const& c : {Case{"a.ndjson.gz", gzip(lines), 2}, Case{"a.ndjson.zst", zstd(lines), 4}}) {
    Read const whole = read(folder.write(c.name, c.bytes));
    REQUIRE_FALSE(whole.error);
    for (std::size_t length = c.shortest; length < c.bytes.size(); ++length) {
      Read const result = read(folder.write(c.name, c.bytes.substr(0, length)));
      INFO("length: ", length);
      REQUIRE(result.error);
      CHECK(info(result.error->id).text == info(Id::truncated_input).text);
      REQUIRE(result.records.size() <= whole.records.size());
      CHECK(std::equal(result.records.begin(), result.records.end(), whole.records.begin()));
    }
    for (std::size_t at = 0; at < c.bytes.size(); ++at) {
      std::string damaged = c.bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
      Read const result = read(folder.write(c.name, damaged));
      // The header has bytes that mean nothing; whatever else is changed shows.
      if (!result.error) CHECK((result.records == whole.records || at < c.shortest));
    }
    check_error(read(folder.write(c.name, c.bytes + "x")), Id::bad_compression,
                c.name.ends_with("gz") ? "the gzip data is damaged: something else follows it, after 40 records"
                                       : "the zstd data is damaged: Unknown frame descriptor, after 40 records");
  }
  Read const cut = read(folder.write("b.ndjson.gz", gzip("{}\n{}\n") + gzip("{}\n{\"a\":1}\n").substr(0, 12)));
  check_error(cut, Id::truncated_input, "the compressed file ends in the middle, after 2 records",
              "it was cut off; get it again");
  check_error(read(folder.write("b.json.gz", gzip("{\"a\":1}").substr(0, 20))), Id::truncated_input,
              "the compressed file ends in the middle", "it was cut off; get it again");
}

TEST_CASE("a record longer than the limit") {
  Folder const folder;
  ReaderLimits limits;
  limits.record_bytes = 100;
  std::string const fits = "{\"a\":\"" + std::string(92, 'x') + "\"}",
                    longer = "{\"a\":\"" + std::string(93, 'x') + "\"}";
  CHECK(fits.size() == 100);
  CHECK_FALSE(read(folder.write("a.json", fits), limits).error);
  CHECK_FALSE(read(folder.write("a.json", "[" + fits + "," + fits + "]"), limits).error);
  CHECK_FALSE(read(folder.write("a.ndjson", fits + "\n" + fits), limits).error);
  std::string const message = "a record is longer than 100 bytes";
  check_error(read(folder.write("a.json", longer), limits), Id::record_too_long, message);
  Read const array = read(folder.write("a.json", "[" + fits + "," + longer + "]"), limits);
  CHECK(array.records == List{fits});
  check_error(array, Id::record_too_long, message);
  Read const lines = read(folder.write("a.ndjson", fits + "\n" + longer + "\n" + fits), limits);
  CHECK(lines.records == List{fits});
  check_error(lines, Id::record_too_long, message);
  check_place(lines, 2, 1);
}

TEST_CASE("a bomb ends at the limit, not in memory") {
  Folder const folder;
  std::string const bomb = folder.path("bomb.ndjson.zst");
  {
    // 4 GiB of `[`, frame after frame.
    std::string const frame = zstd(std::string(std::size_t{64} << 20U, '['));
    std::ofstream out(bomb, std::ios::binary);
    for (int i = 0; i < 64; ++i) out << frame;
  }
  ReaderLimits limits;
  limits.record_bytes = std::size_t{8} << 20U;
  check_error(read(bomb, limits), Id::record_too_long, "a record is longer than 8388608 bytes");
}

TEST_CASE("what cannot be read") {
  Folder const folder;
  std::string const& here = folder.path("");
  auto const fault = [&](std::string const& path, std::string const& message, std::string const& help = "") {
    Read const result = read(path);
    CHECK(result.records.empty());
    check_error(result, Id::unreadable_file, message, help);
    CHECK(result.error->file == path);
    CHECK_FALSE(result.error->frame);
  };
  std::string const none = here + "none.json", deep = here + "no/such/x.json";
  fault(none, "there is no file `" + none + "`");
  fault(deep, "there is no file `" + deep + "`", "there is no folder `" + here + "no`");
  fault(here, "`" + here + "` is a folder, not a file");
  fault("", "the name of the file is empty");
  fault(std::string("a\0b", 3), "the name of the file holds a NUL");
  fault(folder.write("f", "{}") + "/x.json", "`" + here + "f/x.json` cannot be opened: Not a directory");

  std::string const fifo = here + "fifo.json";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  fault(fifo, "`" + fifo + "` is a pipe, not a file", "give `-` and send the pipe to standard input");
  fault("/dev/null", "`/dev/null` is a device, not a file");

  std::string const socket_path = here + "s";
  int const fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path.c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0);
  fault(socket_path, "`" + socket_path + "` is a socket, not a file");
  ::close(fd);

  std::string const loop = here + "loop.json", dangling = here + "dangling.json";
  fs::create_symlink("loop.json", loop);
  fault(loop, "`" + loop + "` cannot be opened: Too many levels of symbolic links");
  fs::create_symlink("gone.json", dangling);
  fault(dangling, "`" + dangling + "` is a link to `gone.json`, which does not exist");
  if (::geteuid() != 0) {
    std::string const closed = folder.write("closed.json", "{}");
    fs::permissions(closed, fs::perms::none);
    fault(closed, "`" + closed + "` cannot be opened: Permission denied");
  }
  with_standard_input(::open(here.c_str(), O_RDONLY | O_CLOEXEC), [&] { fault("-", "`-` is a folder, not a file"); });
  with_standard_input(::open("/dev/null", O_RDONLY | O_CLOEXEC),
                      [&] { check_error(read("-"), Id::empty_input, "`-` holds no scenario"); });
  with_standard_input(::open("/dev/null", O_WRONLY | O_CLOEXEC),
                      [&] { fault("-", "reading `-` failed: Bad file descriptor"); });
}

TEST_CASE("a link to a file is read") {
  Folder const folder;
  folder.write("a.json", "{}");
  fs::create_symlink("a.json", folder.path("link.json"));
  CHECK(read(folder.path("link.json")).records == List{"{}"});
}
