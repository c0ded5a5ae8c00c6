// Each rule about includes, shown a violation.
#include <boost/test/unit_test.hpp>

#include "tests/tidy/fixture.hpp"

namespace azwf::tests::tidy {

BOOST_AUTO_TEST_SUITE(includes)

BOOST_AUTO_TEST_CASE(may_point_downwards) {
  const Tree tree = tree_of({
      {"engine/run/a.cpp", "#include \"engine/run/a.hpp\"\n#include \"engine/event/b.hpp\"\n"},
      {"engine/lua/a.cpp", "#include \"scripts/library.hpp\"\n#include \"engine/program/p.hpp\"\n"},
      {"adapters/cli/main.cpp", "#include \"engine/runtime/loop.hpp\"\n"},
      {"tests/unit/a.cpp", "#include \"tests/support/a.hpp\"\n#include \"tests/unit/b.hpp\"\n"},
  });
  BOOST_TEST(found(includes_point_downwards(tree)) == "");
}

BOOST_AUTO_TEST_CASE(may_not_point_upwards_or_sideways) {
  const Tree tree = tree_of({
      {"engine/base/a.hpp", "#pragma once\n#include \"engine/event/event.hpp\"\n"},
      {"engine/runtime/a.cpp", "#include \"engine/lua/lua_host.hpp\"\n"},
      {"engine/lua/a.cpp", "#include \"engine/runtime/loop.hpp\"\n"},
      {"storage/rocksdb/a.cpp", "#include \"engine/run/run_event.hpp\"\n"},
      {"adapters/operations/process/a.cpp", "  #  include \"engine/event/event.hpp\"\n"},
      {"adapters/zeromq/a.cpp", "#include \"adapters/cli/commands.hpp\"\n"},
      {"tests/unit/a.cpp", "#include \"tests/crash/b.hpp\"\n"},
  });
  BOOST_TEST(found(includes_point_downwards(tree)) ==
             "engine/base/a.hpp:2 engine/runtime/a.cpp:1 engine/lua/a.cpp:1 "
             "storage/rocksdb/a.cpp:1 adapters/operations/process/a.cpp:1 "
             "adapters/zeromq/a.cpp:1 tests/unit/a.cpp:1");
}

BOOST_AUTO_TEST_CASE(of_a_folder_without_a_layer_are_not_allowed) {
  const Tree tree = tree_of({{"engine/magic/a.cpp", "#include \"engine/base/value.hpp\"\n"}});
  BOOST_TEST(found(includes_point_downwards(tree)) == "engine/magic/a.cpp:1");
}

BOOST_AUTO_TEST_CASE(in_comments_do_not_count) {
  const Tree tree = tree_of({{"engine/base/a.cpp", "/*\n#include \"engine/run/a.hpp\"\n*/\n"}});
  BOOST_TEST(found(includes_point_downwards(tree)) == "");
}

BOOST_AUTO_TEST_CASE(are_written_from_the_root) {
  const Tree tree = tree_of({
      {"engine/base/a.hpp", "#pragma once\n"},
      {"engine/base/a.cpp", "#include \"engine/base/a.hpp\"\n#include \"a.hpp\"\n"},
      {"engine/base/b.cpp", "#include <vector>\n#include <engine/base/a.hpp>\n"},
  });
  BOOST_TEST(found(includes_exist(tree)) == "engine/base/a.cpp:2 engine/base/b.cpp:2");
}

BOOST_AUTO_TEST_CASE(of_a_library_stay_in_its_home) {
  const Tree tree = tree_of({
      {"storage/rocksdb/a.cpp", "#include <rocksdb/db.h>\n"},
      {"engine/event/a.cpp", "#include <rocksdb/db.h>\n"},
      {"engine/runtime/a.cpp", "#include <lua.hpp>\n"},
      {"tests/sandbox/a.cpp", "#include <lua.hpp>\n"},
  });
  BOOST_TEST(found(libraries_stay_home(tree)) == "engine/event/a.cpp:1 engine/runtime/a.cpp:1");
}

BOOST_AUTO_TEST_CASE(of_a_library_do_not_stand_in_headers) {
  const Tree tree = tree_of({
      {"storage/rocksdb/a.cpp", "#include <rocksdb/db.h>\n"},
      {"storage/rocksdb/a.hpp", "#include <vector>\n#include <rocksdb/db.h>\n"},
      {"engine/event/a.hpp", "#include <msgpack.hpp>\n"},
      {"tests/contract/a.hpp", "#include <boost/test/unit_test.hpp>\n"},
  });
  BOOST_TEST(found(headers_hide_libraries(tree)) == "storage/rocksdb/a.hpp:2 engine/event/a.hpp:1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests::tidy
