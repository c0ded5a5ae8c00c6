// A machine that has nothing left to give is told of, not died of.
#include <boost/test/unit_test.hpp>

#include "tests/support/program.hpp"

namespace {

using azwf::tests::Ended;
using azwf::tests::Folder;
using azwf::tests::run_line;

// Each thread takes this much address space for its stack.
constexpr const char* stack_kb = "1000000";
constexpr int limits_cannot_be_set = 77;

struct UsedFolder {
  UsedFolder() {
    folder.write("w.lua",
                 "return wf.workflow { name = \"w\", "
                 "run = function() return wf.exec { \"true\" }.exit end }\n");
    BOOST_REQUIRE_EQUAL(run_line(folder, "azwf run w.lua").status, 0);
  }
  // With so much address space for everything.
  [[nodiscard]] Ended run_within(int address_space_kb) const {
    return run_line(folder, "ulimit -s " + std::string(stack_kb) + " && ulimit -v " +
                                std::to_string(address_space_kb) +
                                " || exit 77; exec azwf run w.lua --quiet");
  }
  Folder folder;
};

constexpr const char* cannot_go_on =
    "azwf: cannot go on: Resource temporarily unavailable\n"
    "      threads, memory or files may have run out (ulimit -a); "
    "azwf resume carries on what was begun\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(limits_of_the_system, UsedFolder)

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which need address space

BOOST_AUTO_TEST_CASE(are_told_with_what_to_do) {
  const auto ended = run_within(1'100'000);  // no thread at all
  if (ended.status == limits_cannot_be_set) return;
  BOOST_TEST(ended.status == 6);
  BOOST_TEST(ended.out == "");
  BOOST_TEST(ended.err == cannot_go_on);
}

BOOST_AUTO_TEST_CASE(are_told_whichever_thread_cannot_be_made) {
  for (int kb = 2'000'000; kb < 21'000'000; kb += 3'000'000) {
    const auto ended = run_within(kb);
    if (ended.status == limits_cannot_be_set) return;
    BOOST_TEST((ended.status == 6 || ended.status == 0), kb << " kB: " << ended.err);
    BOOST_TEST((ended.status == 0 || ended.err.starts_with("azwf: cannot go on: ")), ended.err);
  }
}

#endif

BOOST_AUTO_TEST_SUITE_END()
