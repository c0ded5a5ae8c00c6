// Who may include whom. The table of layers is the picture in the root README, as data: it only
// ever points downwards.
#include <algorithm>
#include <optional>
#include <set>

#include "tests/tidy/code.hpp"
#include "tests/tidy/rules.hpp"

namespace azwf::tests::tidy {

namespace {

using Folders = std::vector<std::string_view>;

struct Layer {
  std::string_view folder;
  Folders sees;  // besides itself
};

// The longest folder that matches a file is its layer.
const std::vector<Layer> layers = {
    {"engine/base", {}},
    {"engine/event", {"engine/base"}},
    {"engine/access", {"engine/event", "engine/base"}},
    {"engine/run", {"engine/operation", "engine/event", "engine/base"}},
    {"engine/trigger", {"engine/run", "engine/operation", "engine/event", "engine/base"}},
    {"engine/program",
     {"engine/trigger", "engine/run", "engine/operation", "engine/event", "engine/base"}},
    {"engine/operation", {"engine/base"}},
    {"engine/view",
     {"engine/trigger", "engine/run", "engine/operation", "engine/event", "engine/base"}},
    {"engine/envelope", {"engine/run", "engine/operation", "engine/event", "engine/base"}},
    {"engine/yaml", {"engine/base"}},
    {"engine/lua",
     {"engine/yaml", "engine/program", "engine/trigger", "engine/run", "engine/event",
      "engine/operation", "engine/base", "scripts/library.hpp"}},
    {"engine/audit",
     {"engine/view", "engine/program", "engine/run", "engine/event", "engine/base"}},
    {"engine/holder",
     {"engine/access", "engine/program", "engine/trigger", "engine/run", "engine/operation",
      "engine/event", "engine/base"}},
    {"engine/runtime",
     {"engine/trigger", "engine/holder", "engine/audit", "engine/view", "engine/operation",
      "engine/program", "engine/run", "engine/event", "engine/base"}},
    {"storage", {"engine/event", "engine/base"}},
    {"adapters",
     {"adapters/operations", "adapters/script_host", "adapters/system", "engine/operation",
      "engine/event", "engine/base"}},
    {"adapters/operations",
     {"adapters/system/file_descriptor.hpp", "engine/operation", "engine/event/blob_store.hpp",
      "engine/base"}},
    {"adapters/holder",
     {"adapters/system", "engine/access", "engine/holder", "engine/program", "engine/operation",
      "engine/run", "engine/event", "engine/base"}},
    {"adapters/zeromq",
     {"adapters/holder", "adapters/json", "adapters/system", "engine/access", "engine/envelope",
      "engine/holder", "engine/program", "engine/operation", "engine/run", "engine/event",
      "engine/base"}},
    {"adapters/json", {"engine/base"}},
    {"adapters/client",
     {"adapters/zeromq", "adapters/holder", "adapters/json", "adapters/system", "engine/holder",
      "engine/run", "engine/event", "engine/base"}},
    {"adapters/script_host",
     {"adapters/system", "engine/lua", "engine/program", "engine/operation", "engine/run",
      "engine/event", "engine/base"}},
    {"adapters/system", {"engine/base", "engine/event"}},
    {"adapters/cli", {"engine", "storage", "adapters", "scripts"}},
    {"scripts", {}},
    {"tests", {"engine", "storage", "adapters", "scripts", "tests/support"}},
};

// Libraries that only one folder knows, so that it could be exchanged. Tests may use them all.
const std::vector<Layer>& homes() {
  static const std::vector<Layer> table = {
      {"rocksdb", {"storage/rocksdb"}}, {"lua.hpp", {"engine/lua"}},
      {"lua.h", {"engine/lua"}},        {"lauxlib.h", {"engine/lua"}},
      {"CLI", {"adapters/cli"}},        {"zmq.hpp", {"adapters/zeromq"}},
      {"zmq.h", {"adapters/zeromq"}},   {"sys/socket.h", {"adapters"}},
      {"sys/wait.h", {"adapters"}},     {"spawn.h", {"adapters"}},
      {"spdlog", {"adapters"}},         {"yaml-cpp", {"engine/yaml"}},
  };
  return table;
}

struct Include {
  std::string name;
  bool quoted = false;
  std::size_t line = 0;
};

std::optional<Include> include_of(std::string_view line, std::size_t number) {
  const std::size_t hash = line.find_first_not_of(' ');
  if (hash == std::string_view::npos || line[hash] != '#') return std::nullopt;
  const std::size_t open = line.find_first_of("\"<");
  const std::size_t close = line.find_last_of("\">");
  const bool complete = line.find("include") < open && open < close;
  if (!complete || close == std::string_view::npos) return std::nullopt;
  return Include{std::string(line.substr(open + 1, close - open - 1)), line[open] == '"', number};
}

std::vector<Include> includes_of(const File& file) {
  std::vector<Include> includes;
  const auto code = lines_of(file.code);
  const auto text = lines_of(file.text);
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i].find('#') == std::string_view::npos) continue;  // it stands in a comment
    if (auto include = include_of(text[i], i + 1)) includes.push_back(std::move(*include));
  }
  return includes;
}

template <class Check> Violations each_include(const Tree& tree, Check check) {
  Violations violations;
  for (const File& file : tree.files) {
    if (!file.is_cpp()) continue;
    for (const Include& include : includes_of(file)) {
      std::string message = check(file, include);
      if (!message.empty()) violations.push_back({file.path, include.line, std::move(message)});
    }
  }
  return violations;
}

const Layer* layer_of(std::string_view path) {
  const Layer* found = nullptr;
  for (const Layer& layer : layers) {
    const bool longer = found == nullptr || layer.folder.size() > found->folder.size();
    if (is_under(path, layer.folder) && longer) found = &layer;
  }
  return found;
}

// tests/<suite> is a house of its own; what suites share lives in tests/support.
bool is_own(const File& file, const Layer& layer, std::string_view include) {
  if (layer.folder != "tests") return layer_of(include) == &layer;
  return is_under(include, file.path.substr(0, file.path.find('/', layer.folder.size() + 1)));
}

std::string judge_direction(const File& file, const Include& include) {
  if (!include.quoted) return "";
  const Layer* layer = layer_of(file.path);
  if (layer == nullptr) return "this folder has no line in the layers of tests/tidy/includes.cpp";
  if (is_own(file, *layer, include.name) || is_under_any(include.name, layer->sees)) return "";
  return std::string(layer->folder) + " may not include " + include.name +
         "; the layers of tests/tidy/includes.cpp say what it may";
}

}  // namespace

Violations includes_point_downwards(const Tree& tree) {
  return each_include(tree, judge_direction);
}

Violations includes_exist(const Tree& tree) {
  std::set<std::string_view> paths;
  for (const File& file : tree.files) paths.insert(file.path);
  return each_include(tree, [&](const File&, const Include& include) -> std::string {
    const bool ours = include.quoted || layer_of(include.name) != nullptr;
    if (ours && !include.quoted) return "write our own includes with quotes: " + include.name;
    if (!ours || paths.contains(include.name)) return "";
    return "includes are written from the repository root; there is no " + include.name;
  });
}

Violations libraries_stay_home(const Tree& tree) {
  return each_include(tree, [](const File& file, const Include& include) -> std::string {
    if (include.quoted || is_under(file.path, "tests")) return "";
    for (const Layer& library : homes()) {
      const bool foreign = is_under(include.name, library.folder);
      if (foreign && !is_under_any(file.path, library.sees)) {
        return "<" + include.name + "> may be used only in " + std::string(library.sees.front());
      }
    }
    return "";
  });
}

Violations headers_hide_libraries(const Tree& tree) {
  static const Folders hidden = {"msgpack", "msgpack.hpp", "rocksdb", "CLI",
                                 "boost",   "nlohmann",    "spdlog",  "yaml-cpp"};
  return each_include(tree, [](const File& file, const Include& include) -> std::string {
    const bool test_macros = is_under(file.path, "tests") && is_under(include.name, "boost");
    if (!file.is_header() || test_macros || !is_under_any(include.name, hidden)) return "";
    return "include <" + include.name + "> in a .cpp file: headers show only our own types";
  });
}

}  // namespace azwf::tests::tidy
