// Binding payer plans, against simdjson On-Demand visiting every key and value of the same bytes.
//
//   bind_bench [FILE]   (of generate_plans.py; without it, a small file is made up)

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/binder.hpp"
#include "support/full_layout.hpp"
#include "telerule/schema.hpp"

namespace {

using telerule::Binder;
using telerule::Layout;
using telerule::Scenario;

// The lines of one text, with padding behind it.
struct Records {
  std::string text;
  std::vector<std::string_view> lines;
};

std::string slurp(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Records records;

telerule::Schemas load_schemas() {
  std::vector<telerule::SourcePtr> sources;
  for (auto const& entry : std::filesystem::directory_iterator(std::filesystem::path(TELERULE_SOURCE_DIR) / "schemas"))
    if (entry.path().string().ends_with(".schema.json"))
      sources.push_back(std::make_shared<telerule::Source>(entry.path().string(), slurp(entry.path())));
  return telerule::load_schemas(sources).schemas;
}

// What three rules read: payment parity, coverage parity, select vendors.
std::vector<Layout> few_slots(telerule::Schemas const& schemas) {
  std::vector<Layout> layouts = telerule::FullLayout::of_all(schemas);
  std::vector<std::string_view> const read{"covered", "allowed_amount", "telehealth", "services", "telehealth_access", "rate_basis", "in_person"};
  for (Layout& layout : layouts) {
    for (telerule::Place& place : layout.places)
      for (std::size_t i = 0; i < place.fields.size(); ++i) {
        auto const& name = schemas.records[place.record].fields[i].name;
        bool const wanted = std::find(read.begin(), read.end(), name) != read.end();
        if (wanted || place.fields[i].slot == telerule::none) continue;
        place.fields[i].slot = telerule::none;
        if (place.fields[i].list != telerule::none) layout.lists[static_cast<std::size_t>(place.fields[i].list)].frame = telerule::none;
      }
  }
  return layouts;
}

void bind(benchmark::State& state, std::vector<Layout> const& layouts, telerule::Schemas const& schemas) {
  Binder binder(schemas, layouts, std::nullopt);
  Scenario scenario;
  for (auto _ : state)
    for (auto const line : records.lines)
      if (auto const error = binder.bind(line, scenario)) {
        state.SkipWithError((error->pointer + ": " + error->message).c_str());
        return;
      }
  auto const rounds = static_cast<std::int64_t>(state.iterations());
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(records.text.size()));
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(records.lines.size()));
}

void bind_every_field(benchmark::State& state) {
  auto const schemas = load_schemas();
  bind(state, telerule::FullLayout::of_all(schemas), schemas);
}
BENCHMARK(bind_every_field);

void bind_what_three_rules_read(benchmark::State& state) {
  auto const schemas = load_schemas();
  bind(state, few_slots(schemas), schemas);
}
BENCHMARK(bind_what_three_rules_read);

// Every key unescaped, every value read as what it is.
struct Visitor {
  std::size_t sum = 0;

  void visit(simdjson::ondemand::value value) {
    switch (value.type()) {
      case simdjson::ondemand::json_type::object:
        for (auto field : value.get_object()) {
          sum += std::string_view(field.unescaped_key()).size();
          visit(field.value());
        }
        break;
      case simdjson::ondemand::json_type::array:
        for (auto element : value.get_array()) visit(element.value());
        break;
      case simdjson::ondemand::json_type::number: sum += static_cast<std::size_t>(value.get_double().value()); break;
      case simdjson::ondemand::json_type::string: sum += value.get_string().value().size(); break;
      case simdjson::ondemand::json_type::boolean: sum += value.get_bool().value() ? 1U : 0U; break;
      case simdjson::ondemand::json_type::null: sum += value.is_null() ? 1U : 0U; break;
    }
  }
};

void on_demand_visits_everything(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  Visitor visitor;
  for (auto _ : state) {
    for (auto const line : records.lines) {
      auto document = parser.iterate(line, line.size() + Binder::padding);
      for (auto field : document.get_object()) {
        visitor.sum += std::string_view(field.unescaped_key()).size();
        visitor.visit(field.value());
      }
    }
    benchmark::DoNotOptimize(visitor.sum);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(records.text.size()));
}
BENCHMARK(on_demand_visits_everything);

void stage_1_only(benchmark::State& state) {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  if (simdjson::get_active_implementation()->create_dom_parser_implementation(std::size_t{1} << 20U, 1, parser)) std::abort();
  for (auto _ : state)
    for (auto const line : records.lines)
      if (parser->stage1(reinterpret_cast<std::uint8_t const*>(line.data()), line.size(), simdjson::stage1_mode::regular)) std::abort();
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(records.text.size()));
}
BENCHMARK(stage_1_only);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::string made;
  if (argc < 2) {
    std::cerr << "usage: bind_bench FILE of generate_plans.py\n";
    return 64;
  }
  records.text = slurp(argv[1]);
  records.text.reserve(records.text.size() + Binder::padding);
  std::string_view rest = records.text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    records.lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  benchmark::RunSpecifiedBenchmarks();
}
