#pragma once

#include <string>
#include <string_view>

#include "telerule/render.hpp"
#include "telerule/report.hpp"

// Lines of text for a terminal: colored words, wrapped sentences.
namespace telerule {

// What a color stands for.
enum class Ink { plain, strong, faint, error, violated, indeterminate, satisfied, waived, not_applicable };

Ink ink_of(Verdict verdict);
// The word of a verdict in a sentence: `not applicable`.
std::string_view spoken(Verdict verdict);

// A piece of a line that knows how wide it is without its colors.
struct Painted {
  std::string text;
  unsigned cells = 0;
};

class Page {
 public:
  explicit Page(TextOptions const& options) : options_(options) {}

  unsigned columns() const { return options_.columns; }
  // Appends data to a piece of a line; hidden characters are escaped here.
  void add(Painted& piece, std::string_view text, Ink ink = Ink::plain) const;
  static void pad(Painted& piece, unsigned cells);

  void line(std::string_view text = {});
  // The piece, and after it the sentence, broken between words; further lines are indented by `hang`.
  void wrapped(Painted piece, unsigned hang, std::string_view sentence);
  // `    cites      D-480.969 (1)`: a label, and beside it the sentence.
  void labeled(unsigned indent, std::string_view label, std::string_view sentence);
  void labeled(Painted piece, std::string_view sentence) { wrapped(piece, piece.cells, sentence); }

  std::string take() { return std::move(text_); }

 private:
  TextOptions options_;
  std::string text_;
};

// Labels of one column stand this far from the texts beside them.
inline constexpr unsigned label_cells = 11;

// `1 scenario`, `2 scenarios`
std::string counted(std::size_t count, std::string_view noun);

}  // namespace telerule
