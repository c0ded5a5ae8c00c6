// azwf init: a store, a workflow to begin with, and what editors and git need to know. Nothing that
// is there is written over; a second time changes nothing.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/cli/annotate.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_workflow =
    R"lua(-- A first workflow: every call that touches the world is a recorded step.
return wf.workflow {
  name = "hello",
  summary = "Greets somebody, and keeps the greeting in a file.",
  params = {
    name = wf.string { default = "world", summary = "whom to greet" },
  },
  run = function(p)
    local greeting = wf.exec { "echo", "Hello, " .. p.name .. "!", name = "greet" }.stdout
    wf.undo(wf.files.write { path = "greeting.txt", content = greeting })
    return { greeting = greeting }
  end,
}
)lua";

constexpr std::string_view editor_settings = R"json({
  "runtime.version": "Lua 5.4",
  "workspace.library": [".azwf/annotations"]
}
)json";

constexpr std::string_view ignored = ".azwf/";

std::unexpected<Error> cannot_write(const fs::path& path, int error) {
  return failure(ErrorKind::failed, "cannot_write",
                 path.string() + " cannot be written: " + std::strerror(error),
                 "see to it that the folder can be written to");
}

// Writes all of it to the descriptor, and closes that.
Result<void> write_all(int file, const fs::path& path, std::string_view text) {
  int error = 0;
  while (!text.empty() && error == 0) {
    const auto size = write(file, text.data(), text.size());
    if (size < 0 && errno != EINTR) error = errno;
    if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
  }
  if (close(file) != 0 && error == 0) error = errno;
  if (error != 0) return cannot_write(path, error);
  return {};
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What is done in a project's folder, and what was there already.
class Project {
 public:
  explicit Project(fs::path folder) : folder_(std::move(folder)) {}

  Result<void> make_folder() {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) return cannot_write(folder_, error.value());
    return {};
  }

  Result<void> make_store() {
    std::error_code error;
    const Home home{fs::absolute(folder_ / ".azwf", error).lexically_normal()};
    const bool was_there = fs::exists(home.store(), error);
    if (!was_there) (void)TRY(WritableStore::open(home, {}));
    note(".azwf/", "the store", !was_there);
    return {};
  }

  // What anybody but azwf may have changed is left alone.
  Result<void> make_file(const std::string& name, std::string_view text, std::string what) {
    const auto path = folder_ / name;
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno != EEXIST) return cannot_write(path, errno);
    if (file >= 0) TRY_VOID(write_all(file, path, text));
    note(name, std::move(what), file >= 0);
    return {};
  }

  // azwf's own: those of another version are replaced.
  Result<void> make_annotations() {
    const std::string name = ".azwf/annotations/wf.lua";
    const auto path = folder_ / name;
    const auto text = all_annotations();
    const bool is_same = read_text(path) == text;
    if (!is_same) {
      std::error_code error;
      fs::create_directories(path.parent_path(), error);
      fs::remove(path, error);
      TRY_VOID(make_file(name, text, "what editors are told of wf"));
    } else {
      note(name, "what editors are told of wf", false);
    }
    return {};
  }

  Result<void> ignore_store() {
    const auto path = folder_ / ".gitignore";
    const auto text = read_text(path);
    const bool is_ignored = std::ranges::any_of(lines_of(text), [](std::string_view line) {
      return line == ignored || line == "/.azwf/" || line == ".azwf" || line == "/.azwf";
    });
    if (!is_ignored) {
      const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
      if (file < 0) return cannot_write(path, errno);
      const bool is_mid_line = !text.empty() && !text.ends_with('\n');
      TRY_VOID(write_all(file, path, (is_mid_line ? "\n" : "") + std::string(ignored) + "\n"));
    }
    note(".gitignore", "keeps the store out of git", !is_ignored);
    return {};
  }

  void tell(Console& console) const {
    if (console.json()) return console.print_json(document());
    for (const auto& [name, what, is_new] : entries_) {
      console.print_line((is_new ? "made   " : "there  ") + padded(name, 26) + what);
    }
    const bool is_here = folder_ == ".";
    console.print_line("next: " + (is_here ? "" : "cd " + printable(folder_.string()) + " && ") +
                       "azwf run hello.lua");
  }

 private:
  struct Entry {
    std::string name;
    std::string what;
    bool is_new;
  };

  void note(std::string name, std::string what, bool is_new) {
    entries_.push_back({std::move(name), std::move(what), is_new});
  }

  [[nodiscard]] Packed document() const {
    List made;
    List there;
    for (const auto& entry : entries_) (entry.is_new ? made : there).text(entry.name);
    return Record()
        .text("folder", folder_.string())
        .value("made", made.pack())
        .value("there", there.pack())
        .pack();
  }

  fs::path folder_;
  std::vector<Entry> entries_;
};

}  // namespace

Result<ExitStatus> init_command(const Invocation& invocation, Console& console) {
  if (invocation.has("--home")) {
    return failure(ErrorKind::invalid, "bad_usage", "azwf init makes the store in DIR/.azwf",
                   "leave out --home: azwf init DIR");
  }
  Project project(invocation.find("DIR").value_or("."));
  TRY_VOID(project.make_folder());
  TRY_VOID(project.make_store());
  TRY_VOID(project.make_annotations());
  TRY_VOID(project.make_file("hello.lua", first_workflow, "a workflow to begin with"));
  TRY_VOID(project.make_file(".luarc.json", editor_settings, "for editors: where wf is described"));
  TRY_VOID(project.ignore_store());
  project.tell(console);
  return ExitStatus::done;
}

}  // namespace azwf::cli
