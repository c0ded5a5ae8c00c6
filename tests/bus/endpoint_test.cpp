// Addresses of a bus: what is one, for whom, and where its live stream is.
#include <boost/test/unit_test.hpp>

#include "adapters/zeromq/endpoint.hpp"

namespace azwf::zeromq {

BOOST_AUTO_TEST_SUITE(endpoints)

BOOST_AUTO_TEST_CASE(addresses_are_read_as_they_are_written) {
  for (const auto* const url : {"ipc:///run/azwf/bus", "tcp://127.0.0.1:7440", "tcp://[::1]:1",
                                "tcp://0.0.0.0:65534", "tcp://127.0.0.1:0"}) {
    const auto endpoint = parse_endpoint(url, Use::listen);
    BOOST_REQUIRE_MESSAGE(endpoint.has_value(), url);
    BOOST_TEST(endpoint->url == url);
  }
}

BOOST_AUTO_TEST_CASE(a_name_is_connected_to_and_not_listened_on) {
  BOOST_TEST(parse_endpoint("tcp://example.org:7440", Use::connect).has_value());
  BOOST_TEST(!parse_endpoint("tcp://example.org:7440", Use::listen).has_value());
  BOOST_TEST(!parse_endpoint("tcp://127.0.0.1:0", Use::connect).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
  for (const std::string url :
       {"", "7440", "127.0.0.1:7440", "udp://127.0.0.1:1", "ipc://", "ipc://relative", "tcp://",
        "tcp://127.0.0.1", "tcp://127.0.0.1:", "tcp://127.0.0.1:65535", "tcp://127.0.0.1:1x",
        "tcp://127.0.0.1:-1", "tcp://:1", "tcp://[]:1", "tcp://[::1]", "tcp://::1:5",
        "TCP://127.0.0.1:1"}) {
    BOOST_TEST(!parse_endpoint(url, Use::listen).has_value(), url);
  }
  BOOST_TEST(!parse_endpoint("ipc:///" + std::string(200, 'x'), Use::listen).has_value());
}

BOOST_AUTO_TEST_CASE(only_this_machine_reaches_a_loopback) {
  for (const auto* const url :
       {"ipc:///run/bus", "tcp://127.0.0.1:1", "tcp://127.9.9.9:1", "tcp://[::1]:1"}) {
    BOOST_TEST(parse_endpoint(url, Use::listen)->is_local(), url);
  }
  for (const auto* const url : {"tcp://0.0.0.0:1", "tcp://[::]:1", "tcp://192.0.2.1:1"}) {
    BOOST_TEST(!parse_endpoint(url, Use::listen)->is_local(), url);
  }
}

BOOST_AUTO_TEST_CASE(the_live_stream_is_beside_it) {
  BOOST_TEST(live_beside({"ipc:///run/bus"}).url == "ipc:///run/bus.live");
  BOOST_TEST(live_beside({"tcp://[::1]:7440"}).url == "tcp://[::1]:7441");
  BOOST_TEST(live_beside({"tcp://127.0.0.1:0"}).url == "tcp://127.0.0.1:0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::zeromq
