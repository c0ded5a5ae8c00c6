// Calls that would let time, chance, the environment, processes or the terminal in by a back door.
// Each names what to use instead, and the folders where it is at home.
#include <algorithm>
#include <array>

#include "tests/tidy/code.hpp"
#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

namespace {

using Folders = std::vector<std::string_view>;

enum class Form { words, call };

struct Ban {
  Form form;
  Folders what;  // each a call's name, or words as they follow one another, apart by spaces
  std::string_view instead;
  Folders homes;
};

const std::vector<Ban>& bans() {
  static const std::vector<Ban> table = {
      {Form::words, {"system_clock :: now"}, "take a Clock (engine/base)", {"adapters/system"}},
      {Form::words,
       {"steady_clock :: now", "high_resolution_clock :: now"},
       "take a Clock (engine/base)",
       {"adapters", "tests"}},
      {Form::call,
       {"time", "gettimeofday", "clock_gettime", "localtime", "gmtime"},
       "take a Clock (engine/base)",
       {"adapters/system"}},
      {Form::words,
       {"random_device"},
       "take the ids or the seed from outside",
       {"adapters/system"}},
      {Form::call,
       {"rand", "srand", "getrandom", "getentropy", "randombytes_buf", "RAND_bytes"},
       "take the ids or the seed from outside",
       {"adapters/system"}},
      {Form::call,
       {"getenv", "secure_getenv"},
       "let the command line read it and pass it on",
       {"adapters/cli", "adapters/system", "tests"}},
      {Form::words,
       {"std :: cout"},
       "return it, or take a sink",
       {"adapters/cli", "examples", "tests"}},
      {Form::call, {"printf", "puts"}, "return it, or take a sink", {"adapters/cli", "tests"}},
      {Form::call,
       {"fork", "vfork", "execv", "execve", "execvp", "execvpe", "execl", "execlp", "fexecve",
        "posix_spawn", "posix_spawnp"},
       "make it an operation (adapters/operations/process)",
       {"adapters", "tests"}},
      {Form::call, {"system", "popen"}, "name the program and its arguments: posix_spawn", {}},
      {Form::words,
       {"this_thread :: sleep_for", "this_thread :: sleep_until"},
       "wait for what you wait for; in tests move the clock by hand",
       {"adapters"}},
      {Form::call,
       {"sleep", "usleep", "nanosleep"},
       "wait for what you wait for; in tests move the clock by hand",
       {"adapters"}},
      {Form::words, {"using namespace std"}, "write std::", {}},
  };
  return table;
}

using Tokens = std::vector<Token>;

bool stand_at(const Tokens& tokens, std::size_t at, const Tokens& words) {
  if (words.size() > tokens.size() - at) return false;
  return std::ranges::equal(words,
                            Tokens(tokens.begin() + static_cast<std::ptrdiff_t>(at),
                                   tokens.begin() + static_cast<std::ptrdiff_t>(at + words.size())),
                            {}, &Token::text, &Token::text);
}

// A call of the C or C++ library's function: not a method, not a name of ours, not a declaration.
bool is_call(const Tokens& tokens, std::size_t at) {
  if (at + 1 >= tokens.size() || tokens[at + 1].text != "(") return false;
  if (at == 0) return true;
  static constexpr std::array<std::string_view, 6> before_a_call = {
      "return", "else", "do", "throw", "co_return", "co_await"};
  const std::string_view before = tokens[at - 1].text;
  if (before == "." || before == "->" || before == ">") return false;
  if (before == "::") {
    const bool is_global = at == 1 || !is_word_character(tokens[at - 2].text.front());
    return is_global || tokens[at - 2].text == "std" ||
           std::ranges::count(before_a_call, tokens[at - 2].text) > 0;
  }
  return !is_word_character(before.front()) || std::ranges::count(before_a_call, before) > 0;
}

bool is_used(const Ban& ban, const Tokens& words, const Tokens& tokens, std::size_t at) {
  if (!stand_at(tokens, at, words)) return false;
  return ban.form == Form::words || is_call(tokens, at);
}

void check_file(const File& file, const Ban& ban, const Tokens& tokens, Violations& violations) {
  for (const std::string_view what : ban.what) {
    const Tokens words = tokens_of(what);
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      if (!is_used(ban, words, tokens, at)) continue;
      violations.push_back({file.path, tokens[at].line,
                            std::string(what) + " is not for here: " + std::string(ban.instead)});
    }
  }
}

}  // namespace

Violations nothing_banned_is_used(const Tree& tree) {
  Violations violations;
  for (const File& file : tree.files) {
    const Tokens tokens = tokens_of(file.code);
    for (const Ban& ban : bans()) {
      if (!is_under_any(file.path, ban.homes)) check_file(file, ban, tokens, violations);
    }
  }
  return violations;
}

}  // namespace azwf::tests::tidy
