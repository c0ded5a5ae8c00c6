// What a run decided, line by line, held against what a test expects.
#pragma once

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace azwf::tests {

using Lines = std::vector<std::string>;

inline void check_lines(const Lines& found, const Lines& expected) {
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}  // namespace azwf::tests
