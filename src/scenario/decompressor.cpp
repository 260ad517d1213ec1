#include "scenario/decompressor.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace telerule {
namespace {

StreamFault truncated() {
  return {DiagnosticId::truncated_input, "the compressed file ends in the middle", "it was cut off; get it again"};
}

StreamFault damaged(std::string_view format, std::string_view why) {
  return {DiagnosticId::bad_compression, fmt::format("the {} data is damaged: {}", format, why), ""};
}

}  // namespace

struct Decompressor::Impl {
  Impl() = default;
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;
  virtual ~Impl() = default;
  virtual Step decompress(std::string_view in, char* out, std::size_t size, bool last) = 0;
};

namespace {

class Gzip : public Decompressor::Impl {
 public:
  Gzip() {
    constexpr int gzip_only = 16;
    ready_ = inflateInit2(&stream_, MAX_WBITS + gzip_only) == Z_OK;
  }
  ~Gzip() override {
    if (ready_) inflateEnd(&stream_);
  }
  Gzip(Gzip const&) = delete;
  Gzip& operator=(Gzip const&) = delete;

  Decompressor::Step decompress(std::string_view in, char* out, std::size_t size, bool last) override {
    Decompressor::Step step;
    if (!ready_) {
      step.fault = damaged("gzip", "there is not enough memory to read it");
      return step;
    }
    if (between_members_) {
      // Members may follow each other, and tapes are filled up with zeros.
      std::size_t const begin = in.find_first_not_of('\0');
      if (begin != 0) {
        step.taken = std::min(begin, in.size());
        step.done = step.taken == in.size() && last;
        padded_ = padded_ || step.taken != 0;
        return step;
      }
      if (padded_ || static_cast<unsigned char>(in[0]) != 0x1f) {
        step.fault = damaged("gzip", "something else follows it");
        return step;
      }
      inflateReset(&stream_);
      between_members_ = false;
    }
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    // zlib's interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(std::min(in.size(), most));
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min(size, most));
    uInt const in_before = stream_.avail_in, out_before = stream_.avail_out;
    int const result = inflate(&stream_, Z_NO_FLUSH);
    step.taken = in_before - stream_.avail_in;
    step.given = out_before - stream_.avail_out;
    if (result == Z_STREAM_END) {
      between_members_ = true;
    } else if (result == Z_BUF_ERROR || result == Z_OK) {
      if (last && step.taken == 0 && step.given == 0) step.fault = truncated();
    } else {
      step.fault = damaged("gzip", stream_.msg != nullptr ? stream_.msg : "it cannot be decompressed");
    }
    return step;
  }

 private:
  z_stream stream_{};
  bool ready_ = false, between_members_ = false, padded_ = false;
};

class Zstd : public Decompressor::Impl {
 public:
  Zstd() {
    // 128 MiB, the most that the zstd program reads without being asked to.
    constexpr int largest_window = 27;
    ready_ = context_ && ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, largest_window)) == 0;
  }

  Decompressor::Step decompress(std::string_view in, char* out, std::size_t size, bool last) override {
    Decompressor::Step step;
    if (!ready_) {
      step.fault = damaged("zstd", "there is not enough memory to read it");
      return step;
    }
    if (in.empty() && last && between_frames_) {
      step.done = true;
      return step;
    }
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out, size, 0};
    std::size_t const result = ZSTD_decompressStream(context_.get(), &output, &input);
    step.taken = input.pos;
    step.given = output.pos;
    if (ZSTD_isError(result) != 0) {
      step.fault = damaged("zstd", ZSTD_getErrorName(result));
    } else if (step.taken != 0 || step.given != 0) {
      between_frames_ = result == 0;
    } else if (last) {
      step.fault = truncated();
    }
    return step;
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_{ZSTD_createDCtx()};
  bool ready_ = false, between_frames_ = false;
};

}  // namespace

Decompressor::Decompressor() = default;
Decompressor::~Decompressor() = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;

Decompressor Decompressor::of(std::string_view first_bytes) {
  Decompressor made;
  bool const skippable = first_bytes.size() >= 4 && (static_cast<unsigned char>(first_bytes[0]) & 0xF0U) == 0x50 &&
                         first_bytes.substr(1, 3) == "\x2A\x4D\x18";
  if (first_bytes.starts_with("\x1F\x8B"))
    made.impl_ = std::make_unique<Gzip>();
  else if (first_bytes.starts_with("\x28\xB5\x2F\xFD") || skippable)
    made.impl_ = std::make_unique<Zstd>();
  return made;
}

Decompressor::Step Decompressor::decompress(std::string_view in, char* out, std::size_t size, bool last) {
  return impl_->decompress(in, out, size, last);
}

}  // namespace telerule
