#include "telerule/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "source/utf8.hpp"
#include "syntax/grammar.hpp"
#include "syntax/hints.hpp"
#include "syntax/words.hpp"

namespace telerule {

namespace syntax {

namespace {

constexpr std::size_t max_file_size = std::size_t{16} << 20;
constexpr std::string_view byte_order_mark = "\ufeff";

Diagnostic diagnostic(Source const& source, Rejection rejection) {
  Diagnostic result = at(rejection.id, source, rejection.span, std::move(rejection.message), std::move(rejection.help));
  for (auto& [span, text] : rejection.labels) result.labels.push_back({frame_at(source, span), std::move(text)});
  return result;
}

void report(Progress& progress, Source const& source, Diagnostics& diagnostics) {
  std::stable_sort(progress.rejections.begin(), progress.rejections.end(), [](Rejection const& a, Rejection const& b) {
    return std::pair{a.span.begin, a.span.end} < std::pair{b.span.begin, b.span.end};
  });
  for (Rejection& rejection : progress.rejections) diagnostics.push_back(diagnostic(source, std::move(rejection)));
}

// Reads the items of a file one by one. What is wrong in one is reported and never reaches the next.
class FileReader {
 public:
  explicit FileReader(SourcePtr source)
      : source_{std::move(source)},
        begin_{source_->text().data()},
        at_{begin_},
        last_{begin_ + source_->text().size()} {
    parsed_.file.source = source_;
  }

  Parsed run() && {
    if (readable() && speaks_our_language()) {
      while (skip_trivia(at_, last_), at_ != last_ && !given_up()) read_item();
    }
    return std::move(parsed_);
  }

 private:
  void report(DiagnosticId id, Span span, std::string message, std::string help) {
    parsed_.diagnostics.push_back(at(id, *source_, span, std::move(message), std::move(help)));
  }

  std::uint32_t offset(Iterator it) const { return static_cast<std::uint32_t>(it - begin_); }

  bool readable() {
    std::string_view const text = source_->text();
    if (text.size() > max_file_size) {
      parsed_.diagnostics.push_back(in_file(DiagnosticId::rule_set_too_large, source_->name(),
                                            fmt::format("the file is larger than {} MiB", max_file_size >> 20),
                                            "split it into several files"));
      return false;
    }
    if (std::size_t const fault = utf8::first_fault(text); fault != std::string_view::npos) {
      auto const place = static_cast<std::uint32_t>(fault);
      auto const byte = static_cast<unsigned char>(text[fault]);
      report(DiagnosticId::bad_encoding, {place, place + 1},
             byte == 0 ? "the text holds a NUL" : fmt::format("the byte 0x{:02X} is not UTF-8", byte),
             "save the file as UTF-8");
      return false;
    }
    if (text.starts_with(byte_order_mark)) at_ += byte_order_mark.size();
    return true;
  }

  // Whether `language 1` stands first. Without it the items are read all the same; of another version they are not.
  bool speaks_our_language() {
    Progress progress{begin_};
    skip_trivia(at_, last_);
    Iterator const start = at_;
    if (auto const header = parse_header(at_, last_, progress)) {
      if (header->version == "1") return true;
      report(DiagnosticId::unknown_language, header->span,
             fmt::format("the file is written in language {}, and this program reads language 1", header->version),
             "write `language 1`, or install a program that reads the file's language");
      return false;
    }
    std::string_view const word = word_at(start, last_);
    Iterator const fault = progress.farthest;
    std::size_t const size = word_at(fault, last_).size();
    report(DiagnosticId::missing_language, {offset(fault), static_cast<std::uint32_t>(offset(fault) + size)},
           fmt::format("expected {}, found {}", fault == start ? "`language 1`" : "`1` behind `language`",
                       describe_found(fault, last_)),
           "begin the file with `language 1`");
    // A header that was meant to be one, such as `langauge 1` or `language one`, is not an item too.
    if (!is_item_word(word)) at_ = next_item(start);
    return true;
  }

  void read_item() {
    Progress progress{at_};
    progress.begin = begin_;
    progress.nodes = nodes_;
    Iterator const start = at_;
    std::optional<ast::Item> item = parse_item(at_, last_, progress);
    nodes_ = progress.nodes;
    if (item && progress.rejections.empty()) {
      parsed_.file.items.push_back(std::move(*item));
      return;
    }
    if (!item) {
      std::optional<Rejection> unclosed = not_closed(start, progress);
      progress.rejections.push_back(unclosed ? std::move(*unclosed) : failure(progress, last_));
      at_ = next_item(start);
    }
    syntax::report(progress, *source_, parsed_.diagnostics);
  }

  // Whether the file is too large to go on, or has too many errors.
  bool given_up() {
    if (nodes_ > max_nodes) return true;
    if (parsed_.diagnostics.size() < max_errors) return false;
    parsed_.diagnostics.push_back(in_file(DiagnosticId::syntax_error, source_->name(),
                                          fmt::format("the file is not read further after {} errors", max_errors),
                                          "mend these first"));
    return true;
  }

  // The failure, where it is that the next item or the end of the file was met before `end`.
  std::optional<Rejection> not_closed(Iterator start, Progress const& progress) const {
    Iterator const found = progress.farthest;
    bool const wants_end = std::any_of(progress.expected.begin(), progress.expected.end(),
                                       [](Expected const& e) { return e.literal && e.text == "end"; });
    if (!wants_end || (found != last_ && !item_begins(begin_, found, last_))) return std::nullopt;
    // The item's word and name.
    Iterator end = start + word_at(start, last_).size();
    skip_trivia(end, last_);
    end = std::find_if_not(end, last_, [](char c) { return is_word_char(c) || c == '-' || c == '.'; });
    Span const span{offset(start), offset(end)};
    Rejection result{.id = DiagnosticId::syntax_error,
                     .span = span,
                     .message = fmt::format("expected `end`, found {}: {} is not closed", describe_found(found, last_),
                                            shown(progress.text(span))),
                     .help = "close it with `end`",
                     .labels = {}};
    if (found != last_) {
      Span const next{offset(found), static_cast<std::uint32_t>(offset(found) + word_at(found, last_).size())};
      result.labels.emplace_back(next, "`end` is missing before this");
    }
    return result;
  }

  // Where reading goes on after a faulty item: at the next line that begins one.
  Iterator next_item(Iterator start) const {
    for (Iterator line = std::find(start, last_, '\n'); line != last_; line = std::find(line, last_, '\n')) {
      ++line;
      Iterator const word = std::find_if_not(line, last_, [](char c) { return c == ' ' || c == '\t'; });
      if (item_begins(begin_, word, last_)) return word;
    }
    return last_;
  }

  SourcePtr source_;
  Iterator begin_, at_, last_;
  int nodes_ = 0;
  Parsed parsed_;
};

}  // namespace

}  // namespace syntax

Parsed parse(SourcePtr source) { return syntax::FileReader{std::move(source)}.run(); }

ParsedExpr parse_expression(Source const& source, Span span) {
  std::string_view const text = source.text();
  auto const size = static_cast<std::uint32_t>(text.size());
  syntax::Iterator first = text.data() + std::min(span.begin, size);
  syntax::Iterator const last = text.data() + std::clamp(span.end, std::min(span.begin, size), size);
  syntax::Progress progress{first};
  progress.begin = text.data();
  ParsedExpr result;
  result.expr = syntax::parse_whole_expression(first, last, progress);
  if (!result.expr) {
    // What ends the expression is the character behind it: the `}` of a placeholder.
    bool const ended = progress.farthest == last && last != text.data() + size;
    progress.rejections.push_back(syntax::failure(progress, ended ? last + 1 : last));
  }
  if (!progress.rejections.empty()) result.expr.reset();
  syntax::report(progress, source, result.diagnostics);
  return result;
}

}  // namespace telerule
