// The file is YAML: one map of keys. A key that is none is an error: a slip would go unnoticed.
#include "adapters/cli/serve/read_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/yaml/node.hpp"

namespace azwf::cli {
namespace {

namespace fs = std::filesystem;
using yaml::Node;
using yaml::NodeKind;

constexpr const char* shows_all = "azwf help --config shows all keys";

std::unexpected<Error> bad_file(const std::string& where, const std::string& what,
                                const std::string& hint = shows_all) {
  return failure(ErrorKind::invalid, "bad_config", where + ": " + what, hint);
}

// At most one byte more than is allowed: the parser then says what the limit is.
Result<std::string> text_of_file(const std::string& path, const Limits& limits) {
  std::error_code none;
  if (fs::is_directory(path, none)) return bad_file(path, "this is a folder", "name a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const auto why = fs::exists(path, none) ? "it cannot be read" : "there is no such file";
    return failure(ErrorKind::not_found, "no_config", path + ": " + why,
                   "azwf help --config prints one to begin with");
  }
  std::string text(limits.value_bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.starts_with(yaml::byte_order_mark)) text.erase(0, yaml::byte_order_mark.size());
  return text;
}

Result<const OptionKey*> find_key(const std::string& name, const std::string& where) {
  std::vector<std::string> names;
  for (const auto& key : option_keys()) {
    if (key.name == name) return &key;
    names.emplace_back(key.name);
  }
  return bad_file(where, "there is no key \"" + printable(name) + "\"",
                  meant_or(name, names, shows_all));
}

Result<GivenValue> value_of(const Node& node, const std::string& key, const std::string& where) {
  const auto is_text = [](const Node& each) {
    return each.kind == NodeKind::scalar && !each.value.is_nil();
  };
  if (is_text(node)) return GivenValue{{node.text}, where};
  if (node.kind != NodeKind::list || !std::ranges::all_of(node.items, is_text)) {
    return bad_file(where, key + " is not set to anything a key can be");
  }
  GivenValue given{{}, where};
  for (const auto& item : node.items) given.texts.push_back(item.text);
  return given;
}

Result<void> read_file(const std::string& path, ServeOptions& options) {
  const auto root = yaml::read_yaml(TRY(text_of_file(path, options.limits)), options.limits);
  if (!root) return bad_file(path, root.error().message, "the file is YAML");
  if (root->kind == NodeKind::scalar && root->value.is_nil()) return {};
  if (root->kind != NodeKind::map) return bad_file(path, "this is no list of keys");
  for (std::size_t i = 0; i < root->items.size(); i += 2) {
    const auto& name = root->items[i];
    const auto where = fmt::format("{}:{}", path, name.line + 1);
    const auto* key = TRY(find_key(name.text, where));
    const auto given = TRY(value_of(root->items[i + 1], name.text, where));
    TRY_VOID(set_option(options, *key, given));
  }
  if (!options.home.empty()) {
    options.home = (fs::absolute(path).parent_path() / options.home).lexically_normal().string();
  }
  return {};
}

bool is_list(const OptionKey& key) {
  return std::holds_alternative<std::vector<zeromq::Endpoint> ServeOptions::*>(key.field);
}

// A list is written with blanks or commas between its entries.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    const bool is_between = c == ' ' || c == ',';
    if (!is_between) parts.back() += c;
    if (is_between && !parts.back().empty()) parts.emplace_back();
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

Result<void> read_environment(ServeOptions& options) {
  for (const auto& key : option_keys()) {
    const auto variable = variable_of(key);
    const auto* const text = std::getenv(variable.c_str());
    if (text == nullptr || *text == '\0') continue;
    const auto texts = is_list(key) ? split(text) : std::vector<std::string>{text};
    TRY_VOID(set_option(options, key, {texts, variable}));
  }
  return {};
}

// Given twice, the last one counts; of a list, all do.
Result<void> read_flags(const Invocation& invocation, ServeOptions& options) {
  for (const auto& key : option_keys()) {
    auto texts = invocation.all(flag_of(key));
    if (texts.empty()) continue;
    if (!is_list(key)) texts = {texts.back()};
    TRY_VOID(set_option(options, key, {texts, flag_of(key)}));
  }
  return {};
}

}  // namespace

Result<ServeOptions> read_serve_options(const Invocation& invocation) {
  ServeOptions options;
  if (const auto path = invocation.find("--config")) TRY_VOID(read_file(*path, options));
  TRY_VOID(read_environment(options));
  TRY_VOID(read_flags(invocation, options));
  return options;
}

Rows option_key_rows() {
  Rows rows;
  for (const auto& key : option_keys()) {
    const bool waits = key.takes_effect == TakesEffect::at_start;
    rows.emplace_back(fmt::format("{}: {}", key.name, key.value),
                      std::string(key.summary) + (waits ? " *" : ""));
  }
  return rows;
}

std::string sample_configuration() {
  std::string text =
      "# Configuration of azwf serve, which is told of it: azwf serve --config FILE\n"
      "#\n"
      "# What is not set has its default, which is shown unless there is none. Environment\n"
      "# variables go before this file (AZWF_STEPS=8), and flags before them (--listen URL).\n"
      "# Reloading (systemctl reload azwf, or SIGHUP) reads it again; what is marked with * "
      "counts\n"
      "# from the next start.\n";
  const ServeOptions defaults;
  for (const auto& key : option_keys()) {
    const bool waits = key.takes_effect == TakesEffect::at_start;
    const auto value = key.sample.empty() ? option_text(defaults, key) : std::string(key.sample);
    text += fmt::format("\n# {}{}\n#{}: {}\n", key.summary, waits ? " *" : "", key.name, value);
  }
  return text;
}

}  // namespace azwf::cli
