// Judging payer plans: evaluation alone over bound plans, and binding with evaluation over NDJSON.
//
//   judge_bench FILE   (of generate_plans.py)

#include <benchmark/benchmark.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "eval/evaluator.hpp"
#include "scenario/binder.hpp"
#include "telerule/parse.hpp"
#include "telerule/program.hpp"

namespace {

std::string text;
std::vector<std::string_view> lines;

telerule::CompileOptions three_rules() { return {{"payment-parity", "coverage-parity", "no-select-vendor-only"}, {}, {}, true}; }
telerule::CompileOptions every_rule() { return {{}, {}, {}, true}; }

telerule::Program program(telerule::CompileOptions const& options) {
  return *telerule::compile(telerule::shipped_library(), options).program;
}

void evaluate_three_rules(benchmark::State& state) {
  auto const compiled = program(three_rules());
  auto const& data = compiled.data();
  telerule::Binder binder(data.schemas, data.layouts, std::nullopt);
  // A block of plans stays in the cache: what is measured is evaluation, not memory.
  std::vector<telerule::Scenario> plans(std::min<std::size_t>(lines.size(), 64));
  for (std::size_t i = 0; i < plans.size(); ++i)
    if (binder.bind(lines[i], plans[i])) std::abort();
  telerule::Evaluator<false> evaluator(data);
  std::size_t violated = 0, results = 0;
  for (auto _ : state)
    for (auto const& plan : plans)
      evaluator.run(plan, [&](telerule::Outcome const& o) {
        violated += o.verdict == telerule::Verdict::violated ? 1 : 0;
        ++results;
      });
  benchmark::DoNotOptimize(violated);
  auto const judged = static_cast<double>(state.iterations()) * static_cast<double>(plans.size());
  state.counters["plan"] = benchmark::Counter(judged, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["results a plan"] = static_cast<double>(results) / judged;
}
BENCHMARK(evaluate_three_rules);

void bind_and_evaluate(benchmark::State& state, telerule::CompileOptions const& options) {
  auto const compiled = program(options);
  auto const& data = compiled.data();
  telerule::Binder binder(data.schemas, data.layouts, std::nullopt);
  telerule::Evaluator<false> evaluator(data);
  telerule::Scenario scenario;
  std::size_t violated = 0;
  for (auto _ : state) {
    for (auto const line : lines) {
      if (binder.bind(line, scenario)) std::abort();
      evaluator.run(scenario, [&](telerule::Outcome const& o) { violated += o.verdict == telerule::Verdict::violated ? 1 : 0; });
    }
  }
  benchmark::DoNotOptimize(violated);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(lines.size()));
}
BENCHMARK_CAPTURE(bind_and_evaluate, three_rules, three_rules());
BENCHMARK_CAPTURE(bind_and_evaluate, every_rule, every_rule());

void parse_shipped_rules(benchmark::State& state) {
  auto const library = telerule::shipped_library();
  std::size_t bytes = 0;
  for (auto _ : state)
    for (auto const& source : library.rules) {
      benchmark::DoNotOptimize(telerule::parse(source));
      bytes += source->text().size();
    }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(parse_shipped_rules);

void compile_shipped_library(benchmark::State& state) {
  auto const library = telerule::shipped_library();
  for (auto _ : state) benchmark::DoNotOptimize(telerule::compile(library));
}
BENCHMARK(compile_shipped_library);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 2) {
    std::cerr << "usage: judge_bench FILE of generate_plans.py\n";
    return 64;
  }
  std::ifstream in(argv[1], std::ios::binary);
  text.assign(std::istreambuf_iterator<char>(in), {});
  text.reserve(text.size() + telerule::Binder::padding);
  std::string_view rest = text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  benchmark::RunSpecifiedBenchmarks();
}
