// A folder with a workflow that a test holds at a gate, so that everything happens in the order
// written in the test.
#pragma once

#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace azwf::tests {

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A folder with a workflow whose one step says that it is there, waits at the gate, and ends.
struct Gated {
  explicit Gated(const std::string& policy = "") {
    folder.make_fifo("up");
    folder.make_fifo("gate");
    folder.write("gated.lua",
                 "return wf.workflow { name = \"gated\", run = function()\n"
                 "  wf.shell { \"echo before; echo up > up; cat gate; echo after\",\n"
                 "             name = \"waits\" " +
                     policy +
                     " }\n"
                     "  wf.emit(\"gate.passed\")\n"
                     "  return \"through\"\n"
                     "end }\n");
    folder.write("quick.lua",
                 "return wf.workflow { name = \"quick\", run = function() return 1 end }\n");
  }

  // Returns once the step is at work.
  void await_step() const { folder.read_byte("up"); }
  void open_gate() const { folder.open_and_close("gate"); }
  Ended azwf(std::vector<std::string> words) const {
    words.insert(words.begin(), "azwf");
    return run(folder, std::move(words));
  }
  std::string status(const std::string& run) const {
    const auto shown = azwf({"show", run, "--json"});
    const auto at = shown.out.find("\"status\":\"") + 10;
    return shown.out.substr(at, shown.out.find('"', at) - at);
  }

  Folder folder;
};

}  // namespace azwf::tests
