// How measured figures are printed: one JSON object per line.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace azwf::bench {

// `limit` is what the machine itself allowed for the same work in the same run, in the same unit;
// `bound_by` says what stands between the two.
struct Figure {
  std::string workload;
  double value = 0;
  std::string unit;
  double limit = 0;
  double p50_us = 0;
  double p99_us = 0;
  std::string bound_by;
  std::string note;
};

void print(const Figure& figure);

double percentile(std::vector<double> values, double share);
double median(std::vector<double> values);

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace azwf::bench
