#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "telerule/diagnostic.hpp"

// The JSON of a schema file, with the place of every value: what a message
// about a schema needs, and no JSON library keeps.
namespace telerule::json {

// So that a file of a million faults is not a million messages.
inline constexpr std::size_t most_diagnostics = 100;

enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

// Children stand behind their parent, each followed by its own; `next` jumps from one to its next sibling.
struct Node {
  Kind kind = Kind::null;
  bool truth = false;
  std::uint32_t end = 0;  // index behind the node's last descendant
  Span key_span;          // with the quotes; empty where the parent is no object
  Span span;              // of the value, with quotes or brackets
  std::string_view key;   // decoded
  std::string_view text;  // decoded; of a number or word: as written
};

class Document {
 public:
  Document() = default;
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;

  // Nothing is kept of a text that is not JSON, has a key twice in an object or nests too deep.
  static Document parse(SourcePtr source, Diagnostics& diagnostics);

  bool empty() const { return nodes_.empty(); }
  Node const& root() const { return nodes_.front(); }
  Source const& source() const { return *source_; }
  SourcePtr const& source_ptr() const { return source_; }

  // The values of an array or object, in the order of the text.
  class Children {
   public:
    class Iterator {
     public:
      Iterator(Document const& document, std::uint32_t index) : document_(&document), index_(index) {}
      Node const& operator*() const { return document_->nodes_[index_]; }
      Iterator& operator++() {
        index_ = document_->nodes_[index_].end;
        return *this;
      }
      bool operator!=(Iterator const& other) const { return index_ != other.index_; }

     private:
      Document const* document_;
      std::uint32_t index_;
    };
    Iterator begin() const { return {*document_, index_ + 1}; }
    Iterator end() const { return {*document_, document_->nodes_[index_].end}; }
    bool empty() const { return index_ + 1 == document_->nodes_[index_].end; }

   private:
    friend class Document;
    Children(Document const& document, std::uint32_t index) : document_(&document), index_(index) {}
    Document const* document_;
    std::uint32_t index_;
  };
  Children children(Node const& node) const { return {*this, static_cast<std::uint32_t>(&node - nodes_.data())}; }
  // The member of an object with this key, or null.
  Node const* member(Node const& object, std::string_view key) const;

 private:
  friend class Builder;
  void report_duplicate_keys(Diagnostics& diagnostics) const;

  SourcePtr source_;
  std::vector<Node> nodes_;
  std::deque<std::string> decoded_;  // the texts that were written with escapes
};

}  // namespace telerule::json
