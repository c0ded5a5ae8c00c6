// Generated scripts decide the same in fresh processes, whatever locale, time zone and layout of
// memory those have.
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <random>

#include "adapters/system/file_descriptor.hpp"
#include "tests/support/script_run.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

constexpr int scripts_per_process = 60;

// What could tell one process from another; {} is a number drawn.
const char* const fragments[] = {
    "for k, v in pairs {{ a = {0}, [{0}] = 2, ['k{0}'] = 3, [1.5] = 4, [true] = 5 }} do note(k, v) "
    "end",
    "note(tostring {{}}, tostring(note), tostring(coroutine.create(note)))",
    "note(math.random(), math.random({0} + 1), wf.random(), wf.uuid())",
    "note(os.time(), os.clock(), wf.now(), os.date('%c', {0} * 86400), os.date('%x %X %p'))",
    "note(os.time {{ year = 2024, month = 1 + {0} % 12, day = 31, hour = 2 }})",
    "note(tonumber('{0}.5'), tonumber('{0},5'), {0} / 7, ('%g %5.2f'):format({0} / 3, {0}), 2^{0})",
    "local t = {{ 'ä{0}', 'z', 'Z', 'É', 'e', 'a{0}' }} table.sort(t) note(table.unpack(t))",
    "note(('ÄÖÜß'):upper(), ('İı'):lower(), ('ä'):find('%a'), ('é'):byte(1, -1))",
    "local t = {{ 1, 2, nil, {0} }} t[{0} % 30 + 1] = 1 t[{{}}] = 2 t[note] = 3 note(#t)",
    "local ok, e = pcall(function() return {{}} < {{}} end) note(ok, tostring(e))",
    "local ok, e = pcall(function() local x = nil; return x['k{0}'] end) note(ok, tostring(e))",
    "local t = {{}} for i = 1, {0} % 40 do t[i] = {{ i % 3, i }} end\n"
    "table.sort(t, function(a, b) return a[1] < b[1] end) for _, v in ipairs(t) do note(v[2]) end",
    "wf.emit('x.y', {{ data = {{ b = {0}, a = 'ü', list = {{ {0}, 0.1 }} }} }})",
    "note(wf.echo({0}).value)",
    "note(coroutine.wrap(function() return wf.echo('in {0}').value end)())",
    "print(next {{ z = {0}, y = 2 }}, #arg_less)",
};

std::string generated(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string body =
      "local out, arg_less = {}, {}\n"
      "local function note(...) for i = 1, select('#', ...) do out[#out + 1] = "
      "tostring((select(i, ...))) end end\n";
  for (auto left = 4 + random() % 12; left > 0; --left) {
    const auto* const fragment = fragments[random() % std::size(fragments)];
    body += "do " + fmt::format(fmt::runtime(fragment), random() % 100) + " end\n";
  }
  return workflow_of(body + "return out");
}

std::string transcript_of(std::uint64_t seed) {
  ScriptRun run(generated(seed));
  const auto last = run.run_to_end();
  BOOST_REQUIRE_MESSAGE(last.back().starts_with("run.completed"), last.back());
  std::string text;
  for (const auto& lines : run.transcript()) {
    for (const auto& line : lines) text += line + "\n";
  }
  return text;
}

struct Surroundings {
  const char* locale;
  const char* time_zone;
  bool same_layout = false;
};

const Surroundings surroundings[] = {
    {"C", "UTC"},
    {"de_DE.UTF-8", "Europe/Berlin"},
    {"tr_TR.UTF-8", "Asia/Kathmandu"},
    {"C.UTF-8", "UTC", true},
    {"ja_JP.eucJP", "<-11>11", true},
    {"POSIX", "Pacific/Apia"},
};

[[noreturn]] void become(const Surroundings& around, std::uint64_t seed, int out) {
  dup2(out, STDOUT_FILENO);
  if (around.same_layout) personality(ADDR_NO_RANDOMIZE);
  setenv("LC_ALL", around.locale, 1);
  setenv("TZ", around.time_zone, 1);
  setenv("AZWF_FRESH_SEED", std::to_string(seed).c_str(), 1);
  unsetenv("AZWF_SHARD");
  execl("/proc/self/exe", "test", "--run_test=fresh_processes/tells_what_is_decided",
        "--report_level=no", "--log_level=nothing", nullptr);
  _exit(1);
}

// What a fresh process in these surroundings says that the scripts decide.
std::string told(const Surroundings& around, std::uint64_t seed) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) become(around, seed, ends[1]);
  close(ends[1]);
  const FileDescriptor hear(ends[0]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(hear.get(), buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
  return text;
}

BOOST_AUTO_TEST_SUITE(fresh_processes)

// In the fresh process; does nothing in the suite itself.
BOOST_AUTO_TEST_CASE(tells_what_is_decided) {
  const char* const first = std::getenv("AZWF_FRESH_SEED");
  if (first == nullptr) return;
  std::string text;
  for (int i = 0; i < scripts_per_process; ++i) {
    text += transcript_of(std::strtoull(first, nullptr, 10) + static_cast<std::uint64_t>(i));
  }
  for (std::size_t sent = 0; sent < text.size();) {
    const auto count = ::write(STDOUT_FILENO, text.data() + sent, text.size() - sent);
    BOOST_REQUIRE(count > 0);
    sent += static_cast<std::size_t>(count);
  }
}

BOOST_AUTO_TEST_CASE(decide_the_same) {
  for (const auto seed : seeds("AZWF_FRESH", 1)) {
    const auto usual = told(surroundings[0], seed);
    BOOST_TEST(usual.size() > 1'000U);
    for (const auto& around : surroundings) {
      BOOST_TEST((told(around, seed) == usual), around.locale << " " << around.time_zone);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
