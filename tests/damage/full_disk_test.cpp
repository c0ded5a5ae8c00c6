// A disk that fills up: new work is refused, what has begun ends, and more room is enough to go on.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <iostream>

#include "tests/damage/small_disk.hpp"
#include "tests/support/program.hpp"

namespace azwf::tests {
namespace {

constexpr int below_reserve = 50;  // the reserve is 64 MiB
constexpr int unavailable = 6;
constexpr int believed_for_ms = 300;  // longer than a holder goes without asking the disk

constexpr auto gated = R"(return wf.workflow { name = "gated", run = function()
  wf.shell { "echo up > up; cat gate; seq 1 5000", name = "first" }
  wf.shell { "echo up > up; cat gate; echo after", name = "second" }
  wf.emit "gate.passed"
  return "through"
end }
)";

// A folder whose store is on a small disk.
struct Place {
  Place() {
    folder.make_fifo("up");
    folder.make_fifo("gate");
    folder.write("gated.lua", gated);
    folder.write("quick.lua",
                 "return wf.workflow { name = \"quick\", run = function() return 1 end }\n");
    folder.write("waiting.lua",
                 "return wf.workflow { name = \"waiting\", run = function() return "
                 "wf.signal \"go\" end }\n");
    folder.write("loud.lua",
                 "return wf.workflow { name = \"loud\", run = function() return "
                 "wf.shell \"yes 0123456789abcdef | head -c 1G\" end }\n");
  }
  Ended azwf(std::vector<std::string> words) const {
    words.insert(words.begin(), "azwf");
    return run(folder, std::move(words));
  }
  // Returns once a step is at work.
  void await_step() const {
    const int up = ::open((folder.path() / "up").c_str(), O_RDONLY | O_CLOEXEC);
    char byte = 0;
    BOOST_REQUIRE(::read(up, &byte, 1) == 1);
    ::close(up);
  }
  bool has_disk() const {
    if (!disk.trouble().empty()) std::cout << "skipped: no small disk: " << disk.trouble() << "\n";
    return disk.trouble().empty();
  }
  void expect_refused(const std::vector<std::string>& words) const {
    const auto refused = azwf(words);
    BOOST_TEST(refused.status == unavailable, refused.err);
    BOOST_TEST(refused.err.find("below the reserve") != std::string::npos, refused.err);
  }

  Folder folder;
  SmallDisk disk{folder.path() / ".azwf", 160};
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(full_disk)

BOOST_AUTO_TEST_CASE(what_has_begun_ends_and_nothing_new_begins) {
  Place place;
  if (!place.has_disk()) return;
  BOOST_TEST(place.azwf({"run", "waiting.lua", "--id", "waits"}).status == unavailable);
  Started holder(place.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  place.await_step();
  place.disk.leave_free(below_reserve);
  place.folder.open_and_close("gate");
  place.await_step();  // the first step's outcome is in the log, and the second is at work
  place.folder.open_and_close("gate");
  const auto ended = holder.wait();
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(ended.out == "\"through\"\n");
  place.expect_refused({"run", "quick.lua", "--id", "refused"});
  place.expect_refused({"emit", "a.b"});
  BOOST_TEST(!contains(place.azwf({"runs"}).out, "refused"));
  const auto cancelled = place.azwf({"cancel", "waits"});
  BOOST_TEST(cancelled.status == 0, cancelled.err);
  BOOST_TEST(contains(place.azwf({"runs"}).out, "cancelled"));
  place.disk.leave_free(below_reserve);  // the holder's end has given back what it had kept
  const auto doctor = place.azwf({"doctor"});
  BOOST_TEST(contains(doctor.out, "new work is refused below"), doctor.out << doctor.err);
  place.disk.resize(400);
  BOOST_TEST(place.azwf({"run", "quick.lua", "--id", "later"}).status == 0);
  BOOST_TEST(place.azwf({"doctor"}).status == 0);
}

BOOST_AUTO_TEST_CASE(more_room_is_enough_for_who_is_at_work) {
  Place place;
  if (!place.has_disk()) return;
  Started holder(place.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  place.await_step();
  place.disk.leave_free(below_reserve);
  place.folder.open_and_close("gate");
  place.await_step();
  place.disk.resize(400);
  place.folder.open_and_close("gate");
  BOOST_TEST(holder.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(a_step_that_prints_too_much_fails_alone) {
  Place place;
  if (!place.has_disk()) return;
  const auto ended = place.azwf({"run", "loud.lua", "--id", "loud", "--json"});
  BOOST_TEST(ended.status == 1, ended.err);
  BOOST_TEST(contains(ended.out + ended.err, "output_lost"), ended.out + ended.err);
  BOOST_TEST(place.disk.free_bytes() > 64U << 20U);
  BOOST_TEST(place.azwf({"run", "quick.lua"}).status == 0);
  BOOST_TEST(place.azwf({"doctor"}).status == 0);
}

// The reserve is used up: RocksDB must not see that the disk is full.
BOOST_AUTO_TEST_CASE(without_any_room_it_ends_in_order) {
  Place place;
  if (!place.has_disk()) return;
  Started holder(place.folder, {"azwf", "run", "gated.lua", "--id", "one"});
  place.await_step();
  place.disk.leave_free(1);
  ::poll(nullptr, 0, believed_for_ms);
  place.folder.open_and_close("gate");
  const auto ended = holder.wait();
  BOOST_TEST(ended.status == unavailable, ended.err);
  BOOST_TEST(contains(ended.err, "the disk is full"), ended.err);
  place.disk.resize(400);
  Started next(place.folder, {"azwf", "resume"});
  place.await_step();
  place.folder.open_and_close("gate");
  place.await_step();
  place.folder.open_and_close("gate");
  BOOST_TEST(next.wait().status == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
