// The list of rules that the repository is held to.
#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = {
      {"includes point downwards", includes_point_downwards},
      {"includes exist", includes_exist},
      {"libraries stay home", libraries_stay_home},
      {"headers hide libraries", headers_hide_libraries},
      {"files are short", files_are_short},
      {"lines are short", lines_are_short},
      {"functions are short", functions_are_short},
      {"nothing banned is used", nothing_banned_is_used},
      {"files open with a comment", files_open_with_a_comment},
      {"headers are included once", headers_are_included_once},
      {"folders have a README", folders_have_a_readme},
      {"READMEs are short", readmes_are_short},
      {"top level is known", top_level_is_known},
      {"no machine is named", no_machine_is_named},
  };
  return all;
}

}  // namespace azwf::tests::tidy
