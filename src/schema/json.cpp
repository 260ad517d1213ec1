#include "schema/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "source/utf8.hpp"

namespace telerule::json {
namespace {

constexpr std::size_t deepest = 128;

}  // namespace

// Takes nlohmann's events and gives each its place. The parser tells none, but the text up to an event is known to be
// well-formed, so the place of a token is found by stepping over it.
class Builder {
 public:
  Builder(Document& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics), text_(document.source().text()) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  bool null() { return plain(Kind::null); }
  bool boolean(bool value) { return plain(Kind::boolean, value); }
  bool number_integer(std::int64_t) { return plain(Kind::number); }
  bool number_unsigned(std::uint64_t) { return plain(Kind::number); }
  bool number_float(double, std::string const&) { return plain(Kind::number); }
  bool string(std::string& value) {
    Node& node = add(Kind::text);
    node.span = string_token();
    node.text = keep(node.span, value);
    return true;
  }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Kind::object); }
  bool start_array(std::size_t) { return open(Kind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& value) {
    skip_to_token();
    key_span_ = string_token();
    key_ = keep(key_span_, value);
    return true;
  }

  bool parse_error(std::size_t position, std::string const&, nlohmann::json::exception const& error) {
    if (auto const fault = utf8::first_fault(text_); fault != std::string_view::npos) {
      diagnostics_.push_back(at(DiagnosticId::bad_encoding, document_.source(), span(fault, fault + 1),
                                text_[fault] == '\0' ? "the text holds a NUL" : "this byte is not UTF-8 text",
                                "save the file as UTF-8"));
      return false;
    }
    // "[json.exception.parse_error.101] parse error at line 1, column 3: syntax error while … - unexpected '}'; …"
    std::string_view reason = error.what();
    bool const unexpected = reason.find("unexpected") != std::string_view::npos;
    for (std::string_view const before : {"] ", " - "}) {
      if (auto const found = reason.find(before); found != reason.npos) reason.remove_prefix(found + before.size());
    }
    skip_to_token();
    std::size_t const last = unexpected || position == 0 ? at_ : position - 1;
    std::size_t const begin = std::min(last, text_.size());
    diagnostics_.push_back(at(DiagnosticId::bad_schema, document_.source(),
                              span(begin, std::min(begin + 1, text_.size())),
                              fmt::format("not valid JSON: {}", reason)));
    return false;
  }

 private:
  Node& add(Kind kind) {
    skip_to_token();
    Node& node = document_.nodes_.emplace_back();
    node.kind = kind;
    node.key = std::exchange(key_, {});
    node.key_span = std::exchange(key_span_, {});
    node.end = static_cast<std::uint32_t>(document_.nodes_.size());
    return node;
  }

  // `null`, `true`, `false` and numbers: all that stands up to the next separator.
  bool plain(Kind kind, bool truth = false) {
    Node& node = add(kind);
    std::size_t const begin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
    node.span = span(begin, at_);
    node.text = text_.substr(begin, at_ - begin);
    node.truth = truth;
    return true;
  }

  bool open(Kind kind) {
    Node& node = add(kind);
    node.span = span(at_, at_ + 1);
    ++at_;
    open_.push_back(static_cast<std::uint32_t>(document_.nodes_.size() - 1));
    if (open_.size() <= deepest) return true;
    diagnostics_.push_back(at(DiagnosticId::bad_schema, document_.source(), node.span,
                              fmt::format("values are nested deeper than {}", deepest)));
    return false;
  }
  bool close() {
    skip_to_token();
    ++at_;
    Node& node = document_.nodes_[open_.back()];
    open_.pop_back();
    node.span.end = static_cast<std::uint32_t>(at_);
    node.end = static_cast<std::uint32_t>(document_.nodes_.size());
    return true;
  }

  void skip_to_token() {
    auto const separates = [](char c) {
      return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ':';
    };
    while (at_ < text_.size() && separates(text_[at_])) ++at_;
  }

  Span string_token() {
    std::size_t const begin = at_;
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
    return span(begin, at_);
  }
  std::string_view keep(Span token, std::string& value) {
    std::string_view const raw = text_.substr(token.begin + 1, token.end - token.begin - 2);
    return raw.size() == value.size() ? raw : std::string_view(document_.decoded_.emplace_back(std::move(value)));
  }
  static Span span(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  Document& document_;
  Diagnostics& diagnostics_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::uint32_t> open_;
  std::string_view key_;
  Span key_span_;
};

Document Document::parse(SourcePtr source, Diagnostics& diagnostics) {
  Document document;
  document.source_ = std::move(source);
  std::string_view const text = document.source_->text();
  std::size_t const before = diagnostics.size();
  document.nodes_.reserve(text.size() / 16);
  Builder builder(document, diagnostics);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (diagnostics.size() == before) document.report_duplicate_keys(diagnostics);
  if (diagnostics.size() != before) document.nodes_.clear();
  return document;
}

Node const* Document::member(Node const& object, std::string_view key) const {
  if (object.kind != Kind::object) return nullptr;
  for (Node const& child : children(object)) {
    if (child.key == key) return &child;
  }
  return nullptr;
}

void Document::report_duplicate_keys(Diagnostics& diagnostics) const {
  std::vector<Node const*> members;
  for (Node const& object : nodes_) {
    if (object.kind != Kind::object || diagnostics.size() >= most_diagnostics) continue;
    members.clear();
    for (Node const& child : children(object)) members.push_back(&child);
    std::sort(members.begin(), members.end(), [](Node const* a, Node const* b) {
      return a->key != b->key ? a->key < b->key : a->span.begin < b->span.begin;
    });
    auto const same = [](Node const* a, Node const* b) { return a->key == b->key; };
    auto const first = std::adjacent_find(members.begin(), members.end(), same);
    if (first == members.end()) continue;
    Diagnostic problem = at(DiagnosticId::bad_schema, source(), first[1]->key_span,
                            fmt::format("the key `{}` stands here a second time", first[1]->key));
    problem.labels.push_back({frame_at(source(), first[0]->key_span), "first here"});
    diagnostics.push_back(std::move(problem));
  }
}

}  // namespace telerule::json
