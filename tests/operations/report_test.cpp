// What a supervisor reports reaches its holder, whatever else happens to the two ends.
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "adapters/operations/process/nursery.hpp"
#include "adapters/operations/process/outcome.hpp"
#include "adapters/operations/process/report_socket.hpp"
#include "adapters/operations/process/supervisor_main.hpp"

namespace azwf::tests {

using process::Report;

namespace {

struct Ends : process::SocketPair {
  Ends() : SocketPair(process::make_socket_pair().value()) {}
};

Report ended_with(int status) {
  Report report;
  report.end = Report::End::exited;
  report.number = status;
  return report;
}

// A descriptor of no interest: births carry four.
process::FileDescriptor any_file() { return process::FileDescriptor(dup(STDERR_FILENO)); }

pid_t no_room_for_processes() {
  errno = EAGAIN;
  return -1;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_report, Ends)

BOOST_AUTO_TEST_CASE(a_report_outlives_its_sender) {
  send_report(theirs, ended_with(7));
  theirs.close();
  const auto report = process::receive_report(ours);
  BOOST_REQUIRE(report.has_value());
  BOOST_TEST(report->number == 7);
}

BOOST_AUTO_TEST_CASE(a_stop_that_came_too_late_does_not_hide_the_report) {
  send_report(theirs, ended_with(0));
  BOOST_REQUIRE(send(ours.get(), "s", 1, MSG_NOSIGNAL) == 1);
  theirs.close();
  const auto report = process::receive_report(ours);
  BOOST_REQUIRE(report.has_value());
  BOOST_TEST((report->end == Report::End::exited));
}

BOOST_AUTO_TEST_CASE(an_end_without_a_report_is_told_from_one_with) {
  BOOST_REQUIRE(send(ours.get(), "s", 1, MSG_NOSIGNAL) == 1);
  theirs.close();
  BOOST_TEST(!process::receive_report(ours).has_value());
}

BOOST_AUTO_TEST_CASE(where_no_process_can_be_made_the_step_did_not_start) {
  Ends births;
  {
    const process::Birth birth{std::move(theirs), any_file(), {any_file(), any_file()}};
    BOOST_REQUIRE(process::send_birth(births.ours, birth) == 0);
  }
  births.ours.close();
  process::bear_supervisors(std::move(births.theirs), no_room_for_processes);

  const auto report = process::receive_report(ours);
  BOOST_REQUIRE(report.has_value());
  const auto outcome = process::outcome_of({.argv = {"true"}}, *report, {}, {}, {});
  const auto& failed = std::get<Failed>(outcome);
  BOOST_TEST(failed.error.code == "start_failed");
  BOOST_TEST(failed.error.message == "cannot start a supervisor: Resource temporarily unavailable");
  BOOST_TEST(failed.retryable);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
