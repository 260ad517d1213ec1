#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/input_error.hpp"
#include "scenario/plan.hpp"
#include "scenario/scenario.hpp"
#include "scenario/tokens.hpp"

namespace telerule {

// Reads the tokens of one record after another: against a plan into the slots
// of a scenario, or, where nothing is known of a value, for the grammar alone.
//
// A function that reads a value takes the number of its first token and
// returns that of the token behind it, or 0 (never behind a value) after an
// error. The error's pointer is put together on the way out.
class Walk {
 public:
  using Index = Tokens::Index;

  // A record, with at least one token.
  void begin(Tokens tokens, Scenario& out);
  // Binds the record to a plan. It begins with an object that has a member, and Structure::stop_at was told of a colon.
  Index scenario(plan::Plan& plan);

  // Any value, nested to any depth that is allowed.
  Index any(Index i, int depth);

  Tokens const& tokens() const { return tokens_; }
  // What a quoted text stands for; nothing, and an error, if an escape is wrong. Valid until the next call.
  std::optional<std::string_view> decoded(Index i);

  Index fail(DiagnosticId id, Index i, std::string message, std::string help = {});
  Index fail_at(DiagnosticId id, std::size_t offset, std::size_t length, std::string message, std::string help = {});
  void in_member(std::string_view name);
  void in_element(std::size_t index);
  InputError& error() { return error_; }

  // What stands at a token, for a message: "the text `80`".
  std::string found(Index i) const;
  // What is wrong where something was expected; the text may also have ended.
  Index expected(std::string_view what, Index i, Index opened);

 private:
  struct Key {
    std::uint64_t hash = 0;
    Index token = 0;
  };
  // An object or list that any() is inside of.
  struct Level {
    Index opened = 0;
    bool object = false, in_value = false;
    std::size_t element = 0, first_key = 0;
  };
  // The frames of one type. The scenario's vector may have room for more than there are.
  struct Frames {
    std::int64_t* data = nullptr;
    std::size_t count = 0, room = 0;
  };
  // An element of a list whose elements must differ.
  struct Element {
    std::int64_t value = unknown;
    Index token = 0;
    std::string canonical;  // where the value is not all there is of it
  };

  Index object(plan::Record& record, std::int64_t* frame, Index brace, int depth);
  Index list(plan::List const& list, std::int64_t* slot, Index bracket, int depth);
  // A value that stands in what was `opened`; goes behind it, or is false. `text` and `offsets` are those of the
  // tokens, `frame` is for a record's facts.
  bool value(plan::Value const& value, std::int64_t* slot, std::int64_t* frame, char const* text,
             std::uint32_t const* offsets, Index& i, Index opened, int depth);
  // Room for more elements of a list, every fact of them unknown.
  void make_room(plan::List const& list);

  // The usual way of writing a value did not fit: another way, or an error.
  Index unusual(plan::Value const& value, std::int64_t* slot, Index i, Index opened);
  Index unusual_number(plan::Value const& value, std::int64_t* slot, Index i);
  Index unusual_text(plan::Value const& value, std::int64_t* slot, Index i);
  Index check_limits(plan::Value const& value, std::string_view text, Index i);
  Index out_of_range(plan::Value const& value, std::int64_t number, Index i);
  Index not_a_day(std::string_view text, Index i);
  Index wrong_type(plan::Value const& value, Index i);
  Index too_deep(Index i);
  bool scalar(Index i);
  char first(Index i) const { return tokens_.first(i); }
  std::string_view token(Index i) const { return tokens_.whole(i); }

  // The field of a name; null, and an error, if there is none.
  plan::Field* find(plan::Record& record, Index i, Index opened);
  Index not_a_name(Index i, Index opened);
  Index duplicate_field(Index opened, Index i);
  void duplicate_key(Index earlier, Index later);
  void repeated_element(Index earlier, Index later);
  Index missing(plan::Record const& record, std::uint64_t object, Index opened);
  // A name and a colon of an object that no schema describes; gives the value behind them.
  Index open_member(Index i, Index opened);
  bool push_key(Index i);
  // Whether no two keys from `first` on are equal.
  bool distinct_keys(std::size_t first);
  bool unique(plan::List const& list, std::size_t first);
  // Appends the same text for values that are equal, however they are written. They were read without error.
  Index append_canonical(Index i, std::string& out);
  void leave_levels(std::size_t bottom);

  Tokens tokens_;
  Scenario* out_ = nullptr;
  std::vector<Frames> frames_;  // by frame type
  std::vector<std::int64_t> blank_;
  std::uint64_t objects_ = 0;  // that were begun, ever

  InputError error_;
  std::string scratch_, other_scratch_;
  std::vector<Key> keys_;
  std::vector<Level> levels_;
  std::vector<Element> elements_;
};

}  // namespace telerule
