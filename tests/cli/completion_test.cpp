// Completion in the shells themselves: what stands on their line after the tab key.
#include <boost/test/unit_test.hpp>

#include "tests/cli/shell.hpp"

namespace azwf::tests {
namespace {

struct Line {
  const char* typed;
  const char* completed;
};

// Each has one way to go on.
constexpr Line lines[] = {
    {"azwf sho", "azwf show "},
    {"azwf --js", "azwf --json "},
    {"azwf show @la", "azwf show @last "},
    {"azwf show @f", "azwf show @failed "},
    {"azwf show al", "azwf show alpha-1 "},
    {"azwf output alpha-1 bui", "azwf output alpha-1 build "},
    {"azwf output al 2", "azwf output al 2 "},
    {"azwf signal gam", "azwf signal gamma-3 "},
    {"azwf signal gamma-3 ap", "azwf signal gamma-3 approve "},
    {"azwf runs --sta", "azwf runs --status "},
    {"azwf runs --status fai", "azwf runs --status failed "},
    {"azwf runs --status=rolling", "azwf runs --status=rolling_back "},
    {"azwf runs --workflow shi", "azwf runs --workflow ship "},
    {"azwf resolve al 1 --as re", "azwf resolve al 1 --as retry "},
    {"azwf events --stream run/al", "azwf events --stream run/alpha-1 "},
    {"azwf events --type step.acc", "azwf events --type step.accepted "},
    {"azwf run shi", "azwf run ship.lua "},
    {"azwf run ship.lua c", "azwf run ship.lua cc="},
    {"azwf run ship.lua cc=cl", "azwf run ship.lua cc=clang "},
    {"azwf run ship.lua cc=gcc fa", "azwf run ship.lua cc=gcc fast="},
    {"azwf run ship.lua fast=t", "azwf run ship.lua fast=true "},
    {"azwf replay --script fai", "azwf replay --script fail.lua "},
    {"azwf help wf.sig", "azwf help wf.signal "},
    {"azwf completions f", "azwf completions fish "},
};
// None has any.
constexpr const char* dead_ends[] = {
    "azwf nothing ",         "azwf show zz",   "azwf --home=nowhere show @", "azwf run gone.lua c",
    "azwf run broken.lua c", "azwf version x", "azwf runs --limit ",
};

// Three runs: one done, one failed, one that waits for a signal.
class Project {
 public:
  Project() {
    folder.write("ship.lua", R"(return wf.workflow {
  name = "ship",
  params = { cc = wf.enum { "gcc", "clang" }, fast = wf.boolean { default = true } },
  run = function(p)
    wf.exec { "true", name = "build" }
    wf.exec { "true", name = "two words" }
  end,
})");
    folder.write("fail.lua",
                 "return wf.workflow { name = 'fail', run = function() wf.exec 'false' end }");
    folder.write("wait.lua",
                 "return wf.workflow { name = 'wait', run = function() wf.signal 'approve' end }");
    folder.write("broken.lua", "return return");
    BOOST_TEST(azwf({"run", "fail.lua", "--id", "beta-2"}).status == 1);
    BOOST_TEST(azwf({"run", "wait.lua", "--id", "gamma-3"}).status == 6);
    BOOST_TEST(azwf({"run", "ship.lua", "cc=gcc", "--id", "alpha-1"}).status == 0);
    log_ = azwf({"events", "--json"}).out;
  }

  Ended azwf(std::vector<std::string> words) const {
    words.insert(words.begin(), "azwf");
    return run(folder, std::move(words));
  }

  // Asking appended nothing.
  void check_log() const { BOOST_TEST((azwf({"events", "--json"}).out == log_)); }

  const Folder folder;

 private:
  std::string log_;
};

void check_lines(Shell& shell) {
  for (const auto& [typed, completed] : lines) {
    BOOST_TEST(shell.type(typed + std::string("\t")) == completed);
  }
  for (const auto* const typed : dead_ends) {
    BOOST_TEST(shell.type(typed + std::string("\t")) == typed);
  }
}

BOOST_AUTO_TEST_SUITE(completion)

BOOST_AUTO_TEST_CASE(works_in_bash) {
  const Project project;
  project.folder.write("rc", R"sh(
. /usr/share/bash-completion/bash_completion
source <(azwf completions bash)
tell() { printf %s "$READLINE_LINE" > line; READLINE_LINE=; READLINE_POINT=0; }
bind -x '"\C-g": tell'
)sh");
  Shell shell(project.folder, {"/bin/bash", "--noprofile", "--rcfile", "rc", "-i"});
  BOOST_TEST(shell.type("") == "");
  check_lines(shell);
  project.check_log();
}

BOOST_AUTO_TEST_CASE(works_in_bash_without_its_helpers) {
  const Project project;
  project.folder.write("rc", R"sh(
source <(azwf completions bash)
tell() { printf %s "$READLINE_LINE" > line; READLINE_LINE=; READLINE_POINT=0; }
bind -x '"\C-g": tell'
)sh");
  Shell shell(project.folder, {"/bin/bash", "--noprofile", "--rcfile", "rc", "-i"});
  for (const auto& [typed, completed] : lines) {
    const bool has_breaks = std::string_view(typed).find_first_of("=:@") != std::string_view::npos;
    if (!has_breaks) BOOST_TEST(shell.type(typed + std::string("\t")) == completed);
  }
}

BOOST_AUTO_TEST_CASE(works_in_zsh_which_shows_what_runs_are_about) {
  const Project project;
  project.folder.write(".zshrc", R"sh(
autoload -Uz compinit; compinit -u -D
source <(azwf completions zsh)
tell() { print -rn -- "$BUFFER" > line; BUFFER= }
zle -N tell; bindkey '^G' tell
zle-line-init() { print -rn ready > line }; zle -N zle-line-init
)sh");
  Shell shell(project.folder, {"/usr/bin/zsh", "-d", "-i"});
  BOOST_TEST(shell.read_line() == "ready");
  check_lines(shell);
  shell.type("azwf show \t\t");
  BOOST_TEST(shell.shown().find("fail failed") != std::string::npos, shell.shown());
  BOOST_TEST(shell.shown().find("wait waiting") != std::string::npos);
  project.check_log();
}

// The one candidate fish has for the line, as the whole line.
std::string in_fish(const Project& project, const std::string& typed) {
  const auto ended =
      run(project.folder, {"/usr/bin/fish", "--no-config", "-c",
                           "azwf completions fish | source; complete -C '" + typed + "'"});
  BOOST_TEST(ended.err == "");
  const auto word = ended.out.substr(0, ended.out.find_first_of("\t\n"));
  const bool is_one = !ended.out.empty() && ended.out.find('\n') == ended.out.size() - 1;
  if (!is_one) return ended.out.empty() ? typed : ended.out;
  return typed.substr(0, typed.rfind(' ') + 1) + word + (word.ends_with('=') ? "" : " ");
}

BOOST_AUTO_TEST_CASE(works_in_fish_which_shows_what_runs_are_about) {
  const Project project;
  for (const auto& [typed, completed] : lines) BOOST_TEST(in_fish(project, typed) == completed);
  for (const auto* const typed : dead_ends) BOOST_TEST(in_fish(project, typed) == typed);
  const auto runs = in_fish(project, "azwf show ");
  BOOST_TEST(runs.find("beta-2\tfail failed\n") != std::string::npos, runs);
  project.check_log();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
