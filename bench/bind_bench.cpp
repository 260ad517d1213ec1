// Binding payer plans, compared with other ways through the same bytes.
//
//   bind_bench FILE   (of generate_plans.py)
//
// Figures of one run are comparable when its parts are interleaved:
// --benchmark_enable_random_interleaving=true --benchmark_repetitions=9

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "baselines.hpp"
#include "scenario/binder.hpp"
#include "scenario/reader.hpp"
#include "support/full_layout.hpp"
#include "telerule/schema.hpp"

namespace {

namespace fs = std::filesystem;

std::string path, text;
std::vector<std::string_view> lines;

std::string slurp(fs::path const& from) {
  std::ifstream in(from, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

telerule::Schemas const& schemas() {
  static telerule::Schemas const loaded = [] {
    std::vector<telerule::SourcePtr> sources;
    for (auto const& entry : fs::directory_iterator(fs::path(TELERULE_SOURCE_DIR) / "schemas"))
      if (entry.path().string().ends_with(".schema.json"))
        sources.push_back(std::make_shared<telerule::Source>(entry.path().string(), slurp(entry.path())));
    return telerule::load_schemas(sources).schemas;
  }();
  return loaded;
}

// What payment parity, coverage parity and the rule on select vendors read.
bool is_read(telerule::Field const& field) {
  for (std::string_view const name :
       {"services", "in_person", "telehealth", "covered", "allowed_amount", "rate_basis", "telehealth_access"})
    if (field.name == name) return true;
  return false;
}

template <class Visit>
void each_line(benchmark::State& state, Visit&& visit) {
  for (auto _ : state)
    for (auto const line : lines) visit(line);
  auto const rounds = static_cast<std::int64_t>(state.iterations());
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(text.size()));
  state.counters["plan"] = benchmark::Counter(static_cast<double>(rounds) * static_cast<double>(lines.size()),
                                              benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void bind(benchmark::State& state, telerule::FullLayout::Keep keep) {
  auto const layouts = telerule::FullLayout::of_all(schemas(), keep);
  telerule::Binder binder(schemas(), layouts, std::nullopt);
  telerule::Scenario scenario;
  each_line(state, [&](std::string_view line) {
    if (auto const error = binder.bind(line, scenario))
      state.SkipWithError((error->pointer + ": " + error->message).c_str());
  });
}

void bind_every_field(benchmark::State& state) { bind(state, telerule::FullLayout::all); }
BENCHMARK(bind_every_field);

void bind_what_three_rules_read(benchmark::State& state) { bind(state, is_read); }
BENCHMARK(bind_what_three_rules_read);

void on_demand_visits_everything(benchmark::State& state) {
  baseline::VisitEverything visit;
  each_line(state, [&](std::string_view line) { benchmark::DoNotOptimize(visit(line)); });
}
BENCHMARK(on_demand_visits_everything);

void hand_written_for_three_rules(benchmark::State& state) {
  baseline::HandWritten judge;
  each_line(state, [&](std::string_view line) { judge(line); });
  benchmark::DoNotOptimize(judge.found());
}
BENCHMARK(hand_written_for_three_rules);

void first_stage_alone(benchmark::State& state) {
  baseline::FirstStage stage;
  each_line(state, [&](std::string_view line) { benchmark::DoNotOptimize(stage(line)); });
}
BENCHMARK(first_stage_alone);

void nlohmann_parses(benchmark::State& state) {
  each_line(state, [&](std::string_view line) { benchmark::DoNotOptimize(baseline::parse_with_nlohmann(line)); });
}
BENCHMARK(nlohmann_parses);

void read_and_bind(benchmark::State& state) {
  auto const layouts = telerule::FullLayout::of_all(schemas(), is_read);
  telerule::Binder binder(schemas(), layouts, std::nullopt);
  telerule::Scenario scenario;
  std::size_t records = 0;
  for (auto _ : state) {
    telerule::Reader reader = telerule::Reader::open(path);
    while (auto const record = reader.next()) {
      if (binder.bind(record->bytes, scenario)) state.SkipWithError("a record was not accepted");
      ++records;
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
  state.counters["plan"] =
      benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(read_and_bind);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::cerr << "usage: bind_bench FILE (of generate_plans.py)\n";
    return 64;
  }
  path = argv[1];
  text = slurp(path);
  text.reserve(text.size() + telerule::Binder::padding);
  std::string_view rest = text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  benchmark::RunSpecifiedBenchmarks();
}
