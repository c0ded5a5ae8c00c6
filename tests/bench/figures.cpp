// Figures as JSON lines.
#include "tests/bench/figures.hpp"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace azwf::bench {
namespace {

double rounded(double value) { return std::round(value * 100.0) / 100.0; }

}  // namespace

void print(const Figure& figure) {
  nlohmann::ordered_json line{
      {"workload", figure.workload}, {"value", rounded(figure.value)}, {"unit", figure.unit}};
  if (figure.limit > 0) {
    line["limit"] = rounded(figure.limit);
    line["ratio"] = rounded(figure.value / figure.limit);
  }
  if (figure.p99_us > 0) {
    line["p50_us"] = rounded(figure.p50_us);
    line["p99_us"] = rounded(figure.p99_us);
  }
  if (!figure.bound_by.empty()) line["bound_by"] = figure.bound_by;
  if (!figure.note.empty()) line["note"] = figure.note;
  std::cout << line.dump() << std::endl;
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

}  // namespace azwf::bench
