// Runs that emit more than a memory table leave table files, a short one at the end leaves a
// write-ahead log, what steps print leaves blobs.
#include "tests/damage/sample.hpp"

#include <boost/test/unit_test.hpp>

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

constexpr auto workflow = R"(return wf.workflow {
  name = "load",
  params = { events = wf.number { default = 1 } },
  run = function(p)
    wf.shell "seq 1 6000"
    for i = 1, p.events do
      local words = {}
      for w = 1, 40 do words[w] = ("%x"):format(wf.random(1, 1 << 40)) end
      wf.emit("load.measured", { subject = "n/" .. i, data = words })
    end
    return p.events
  end,
}
)";

}  // namespace

Sample::Sample() {
  folder_.write("load.lua", workflow);
  int number = 0;
  for (const auto* events : {"3000", "20", "3000", "20", "5"}) {
    const auto id = "run-" + std::to_string(++number);
    const auto ended =
        run(folder_, {"azwf", "run", "load.lua", std::string("events=") + events, "--id", id});
    BOOST_REQUIRE_MESSAGE(ended.status == 0, ended.err);
    fs::copy(folder_.path() / ".azwf", folder_.path() / std::to_string(number),
             fs::copy_options::recursive);
    ++ages_;
  }
}

fs::path Sample::home(std::size_t ago) const {
  return folder_.path() / std::to_string(ages_ - ago);
}

void Sample::copy_into(const Folder& folder, std::size_t ago) const {
  fs::remove_all(folder.path() / ".azwf");
  fs::copy(home(ago), folder.path() / ".azwf", fs::copy_options::recursive);
}

}  // namespace azwf::tests
