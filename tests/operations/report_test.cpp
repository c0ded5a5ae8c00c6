// What a supervisor reports reaches its holder, whatever else happens to the two ends.
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "adapters/operations/process/nursery.hpp"
#include "adapters/operations/process/report_socket.hpp"

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

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_report, Ends)

BOOST_AUTO_TEST_CASE(a_report_outlives_its_sender) {
  send_report(theirs, ended_with(7));
  theirs.close();
  const auto report = receive_report(ours);
  BOOST_REQUIRE(report.has_value());
  BOOST_TEST(report->number == 7);
}

BOOST_AUTO_TEST_CASE(a_stop_that_came_too_late_does_not_hide_the_report) {
  send_report(theirs, ended_with(0));
  BOOST_REQUIRE(send(ours.get(), "s", 1, MSG_NOSIGNAL) == 1);
  theirs.close();
  const auto report = receive_report(ours);
  BOOST_REQUIRE(report.has_value());
  BOOST_TEST((report->end == Report::End::exited));
}

BOOST_AUTO_TEST_CASE(an_end_without_a_report_is_told_from_one_with) {
  BOOST_REQUIRE(send(ours.get(), "s", 1, MSG_NOSIGNAL) == 1);
  theirs.close();
  BOOST_TEST(!receive_report(ours).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
