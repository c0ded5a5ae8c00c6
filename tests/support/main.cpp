// The main function of every test executable: runs the Boost tests linked into it. AZWF_SHARD=i/n
// leaves every n-th case to this process, so that one long suite can use several cores; every case
// belongs to exactly one shard. Like the program itself it can be its own supervisor of processes
// and its own script host.
#define BOOST_TEST_NO_MAIN
#define BOOST_TEST_ALTERNATIVE_INIT_API
#include <boost/test/unit_test.hpp>

#include <boost/test/tree/traverse.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "adapters/operations/process/supervisor_main.hpp"
#include "adapters/script_host/script_host_main.hpp"

namespace {

namespace ut = boost::unit_test;

struct Shard {
  unsigned number = 1;
  unsigned count = 1;
};

Shard shard_from_environment() {
  Shard shard;
  const char* text = std::getenv("AZWF_SHARD");
  if (text != nullptr && std::sscanf(text, "%u/%u", &shard.number, &shard.count) != 2) {
    throw ut::framework::setup_error("AZWF_SHARD is written i/n, for example 1/4");
  }
  return shard;
}

class LeaveToOthers : public ut::test_tree_visitor {
 public:
  explicit LeaveToOthers(Shard shard) : shard_(shard) {}

  void visit(const ut::test_case& test_case) override {
    const bool ours = seen_++ % shard_.count == shard_.number - 1;
    if (!ours) {
      const_cast<ut::test_case&>(test_case).p_default_status.value = ut::test_unit::RS_DISABLED;
    }
  }

 private:
  Shard shard_;
  unsigned seen_ = 0;
};

bool prepare() {
  auto& all = ut::framework::master_test_suite();
  all.p_name.value = std::filesystem::path(all.argv[0]).filename().string();
  const Shard shard = shard_from_environment();
  if (shard.count > 1) {
    LeaveToOthers visitor(shard);
    ut::traverse_test_tree(all, visitor, true);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == azwf::process::supervise_command) {
    return azwf::process::supervisor_main(argc, argv);
  }
  namespace script_host = azwf::script_host;
  if (argc > 1 && argv[1] == script_host::script_host_command) {
    return script_host::script_host_main(argc, argv);
  }
  return ut::unit_test_main(&prepare, argc, argv);
}
