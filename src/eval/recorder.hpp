#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "telerule/value.hpp"

namespace telerule {

// Something that an evaluation read.
struct Read {
  enum class What : std::uint8_t { fact, reason, row, vacuous };
  What what = What::fact;
  bool known = true;        // a fact that is known, a row that settles something
  std::string pointer;      // of a fact, or of the empty list; the column that a row leaves open
  std::uint32_t index = 0;  // of the reason, or of the table
  std::uint32_t row = 0;    // 1 + the row's index; 0: there is none
  friend bool operator==(Read const&, Read const&) = default;
};

// Notes what the outcome of an expression rests on. Every node leaves behind
// the reads that support its value, and nothing else: of `a and b` that is
// false, the side that is false; of one that is unknown, the sides that are.
// So what is left at the end is the evidence of a verdict, and the facts that
// an open verdict hangs on.
class Recorder {
 public:
  using Mark = std::size_t;
  Mark mark() const { return reads_.size(); }
  void add(Read read) { reads_.push_back(std::move(read)); }
  void drop_since(Mark mark) { reads_.resize(mark); }
  std::vector<Read> take_since(Mark mark) {
    std::vector<Read> out(std::make_move_iterator(reads_.begin() + static_cast<std::ptrdiff_t>(mark)),
                          std::make_move_iterator(reads_.end()));
    reads_.resize(mark);
    return out;
  }
  void put(std::vector<Read> const& reads) { reads_.insert(reads_.end(), reads.begin(), reads.end()); }

  // The reads of several operands, kept or dropped when all have been seen.
  class Operands {
   public:
    explicit Operands(Recorder& recorder) : recorder_(recorder), begin_(recorder.mark()) {}
    void seen(Truth truth) { parts_.push_back({recorder_.mark(), truth}); }
    // Keeps the operands of this truth, in their order.
    void keep_only(Truth truth) { keep(truth, parts_.size()); }
    void keep_first(Truth truth) { keep(truth, 1); }

   private:
    void keep(Truth truth, std::size_t most) {
      std::size_t out = begin_, at = begin_, kept = 0;
      for (auto const& [end, part] : parts_) {
        bool const wanted = part == truth && kept < most;
        kept += wanted ? 1 : 0;
        for (; at < end; ++at)
          if (wanted) std::swap(recorder_.reads_[out++], recorder_.reads_[at]);
      }
      recorder_.reads_.resize(out);
    }

    Recorder& recorder_;
    Mark begin_;
    std::vector<std::pair<Mark, Truth>> parts_;
  };

 private:
  std::vector<Read> reads_;
};

}  // namespace telerule
