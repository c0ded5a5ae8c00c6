// Holds this repository to the rules.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/paths.hpp"
#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

static std::ostream& operator<<(std::ostream& out, const Rule& rule) { return out << rule.name; }

namespace {

const Tree& this_repository() {
  static const Tree tree = read_tree(repository());
  return tree;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(this_repository_keeps)

BOOST_DATA_TEST_CASE(the_rule, boost::unit_test::data::make(rules()), rule) {
  for (const auto& [path, line, message] : rule.check(this_repository())) {
    BOOST_ERROR(path << (line > 0 ? ":" + std::to_string(line) : "") << ": " << message);
  }
}

BOOST_AUTO_TEST_CASE(something_to_check) { BOOST_TEST(!this_repository().files.empty()); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests::tidy
