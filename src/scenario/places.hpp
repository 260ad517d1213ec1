#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scenario/locate.hpp"
#include "scenario/reader.hpp"
#include "telerule/source.hpp"

namespace telerule {

// Finds the values of one record that a report shows, each once, in one walk over the record.
class Places {
 public:
  struct Place {
    Located located;
    Frame frame;
  };

  Places(RawRecord const& raw, std::string const& file, std::vector<std::string> const& pointers);
  Place const& at(std::string const& pointer) const { return places_.at(pointer); }

 private:
  Frame frame_of(Located const& located) const;

  RawRecord const& raw_;
  std::string const& file_;
  // The position of every `stride`-th byte, so that a place far inside is not counted to from the beginning.
  std::vector<std::pair<std::size_t, Position>> milestones_;
  std::unordered_map<std::string, Place> places_;
};

}  // namespace telerule
