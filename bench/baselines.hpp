#pragma once

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

// What binding is compared with: other ways through the same bytes. Records have simdjson's padding behind them.
namespace baseline {

// simdjson On-Demand visits every key and every value, reading each as what it is. Nothing is kept.
class VisitEverything {
 public:
  std::size_t operator()(std::string_view record) {
    auto document = parser_.iterate(record, record.size() + simdjson::SIMDJSON_PADDING);
    for (auto field : document.get_object()) {
      sum_ += std::string_view(field.unescaped_key()).size();
      visit(field.value());
    }
    return sum_;
  }

 private:
  void visit(simdjson::ondemand::value value) {
    using Type = simdjson::ondemand::json_type;
    switch (value.type()) {
      case Type::object:
        for (auto field : value.get_object()) {
          sum_ += std::string_view(field.unescaped_key()).size();
          visit(field.value());
        }
        break;
      case Type::array:
        for (auto element : value.get_array()) visit(element.value());
        break;
      case Type::number:
        sum_ += static_cast<std::size_t>(value.get_double().value());
        break;
      case Type::string:
        sum_ += value.get_string().value().size();
        break;
      case Type::boolean:
        sum_ += value.get_bool().value() ? 1U : 0U;
        break;
      case Type::null:
        sum_ += value.is_null() ? 1U : 0U;
        break;
    }
  }

  simdjson::ondemand::parser parser_;
  std::size_t sum_ = 0;
};

// Hand-written for three rules: it reads what they need and judges on the way, with amounts as doubles. What it does
// not need is skipped and not checked.
class HandWritten {
 public:
  struct Found {
    std::size_t payment = 0, coverage = 0, vendor = 0;
  };

  void operator()(std::string_view record) {
    auto document = parser_.iterate(record, record.size() + simdjson::SIMDJSON_PADDING);
    for (auto field : document.get_object()) {
      simdjson::ondemand::raw_json_string const key = field.key();
      if (key == "network")
        network(field.value());
      else if (key == "services")
        services(field.value());
    }
  }
  Found const& found() const { return found_; }

 private:
  struct Terms {
    int covered = -1;  // -1: not known
    double amount = -1;
    std::string_view basis;
  };

  void network(simdjson::ondemand::value value) {
    for (auto field : value.get_object())
      if (field.key().value() == "telehealth_access" && !field.value().is_null())
        found_.vendor += field.value().get_string().value() == "vendor_only" ? 1U : 0U;
  }

  static Terms terms(simdjson::ondemand::object object) {
    Terms terms;
    for (auto field : object) {
      simdjson::ondemand::raw_json_string const key = field.key();
      if (key == "covered") {
        if (!field.value().is_null()) terms.covered = field.value().get_bool().value() ? 1 : 0;
      } else if (key == "allowed_amount") {
        if (!field.value().is_null()) terms.amount = field.value().get_double();
      } else if (key == "rate_basis") {
        if (!field.value().is_null()) terms.basis = field.value().get_string();
      }
    }
    return terms;
  }

  void services(simdjson::ondemand::value value) {
    for (auto service : value.get_array()) {
      Terms office;
      visits_.clear();
      for (auto field : service.get_object()) {
        simdjson::ondemand::raw_json_string const key = field.key();
        if (key == "in_person")
          office = terms(field.value().get_object());
        else if (key == "telehealth")
          for (auto visit : field.value().get_array()) visits_.push_back(terms(visit.get_object()));
      }
      if (office.covered != 1) continue;
      bool any = false;
      for (Terms const& visit : visits_) {
        any = any || visit.covered == 1;
        bool const comparable = visit.basis == office.basis && visit.amount >= 0 && office.amount >= 0;
        found_.payment += visit.covered == 1 && comparable && visit.amount < office.amount ? 1U : 0U;
      }
      found_.coverage += any ? 0U : 1U;
    }
  }

  simdjson::ondemand::parser parser_;
  std::vector<Terms> visits_;
  Found found_;
};

inline std::size_t parse_with_nlohmann(std::string_view record) { return nlohmann::json::parse(record).size(); }

// The first stage of simdjson alone, without which nothing here can do.
class FirstStage {
 public:
  FirstStage() {
    constexpr std::size_t longest = std::size_t{1} << 20U;
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(longest, 1, parser_) !=
        simdjson::SUCCESS)
      parser_ = nullptr;
  }
  std::size_t operator()(std::string_view record) {
    auto const* const data = reinterpret_cast<std::uint8_t const*>(record.data());
    if (parser_->stage1(data, record.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) return 0;
    return parser_->n_structural_indexes;
  }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
};

}  // namespace baseline
