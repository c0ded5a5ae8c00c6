// Keys as the log has them: a name has one key, and a key one name.
#include <boost/test/unit_test.hpp>

#include "engine/access/access_key.hpp"

namespace azwf::tests {
namespace {

const std::string one(40, 'a');
const std::string other(40, 'b');

void take(AccessKeys& keys, Event event) {
  Commit commit;
  commit.leaf.stream = keys_stream();
  commit.leaf.events = {std::move(event)};
  commit.frame.position = Position{keys.revision().value + 1};
  BOOST_REQUIRE(keys.take(commit));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access)

BOOST_AUTO_TEST_CASE(what_is_added_takes_the_place_of_its_name_and_of_its_key) {
  AccessKeys keys;
  take(keys, key_added("ann", one, Role::read));
  take(keys, key_added("ann", other, Role::emit));
  BOOST_TEST(keys.by_public_key(one) == nullptr);
  BOOST_REQUIRE(keys.by_name("ann") != nullptr);
  BOOST_TEST(keys.by_name("ann")->public_key == other);
  take(keys, key_added("bob", other, Role::read));
  BOOST_TEST(keys.by_name("ann") == nullptr);
  BOOST_TEST(keys.by_public_key(other)->name == "bob");
  take(keys, key_revoked("bob"));
  BOOST_TEST(keys.by_public_key(other) == nullptr);
  BOOST_TEST(keys.all().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
