// Runs the benchmarks: azwf_bench [FOLDER on the disk to be measured].
#include "tests/bench/log_bench.hpp"

int main(int argc, char** argv) {
  const std::filesystem::path folder =
      argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "azwf-bench";
  azwf::bench::leaf_codec();
  azwf::bench::log_append(folder);
  azwf::bench::log_scan(folder);
}
