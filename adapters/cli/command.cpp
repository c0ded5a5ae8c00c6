// Reading what the user wrote.
#include "adapters/cli/command.hpp"

#include <charconv>

namespace azwf::cli {

std::optional<std::string> Invocation::find(std::string_view name) const {
  const auto found = values.find(name);
  if (found == values.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Invocation::all(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<std::int64_t>> Invocation::number(std::string_view name,
                                                       std::int64_t min) const {
  const auto text = find(name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < min) {
    return failure(ErrorKind::invalid, "bad_number",
                   std::string(name) + " takes a whole number from " + std::to_string(min) +
                       " on, not \"" + *text + "\"");
  }
  return value;
}

const std::vector<Option>& global_options() {
  static const std::vector<Option> options = {
      {"--home", "DIR", "the store; else AZWF_HOME, else the nearest .azwf upwards", Kind::folder},
      {"--server", "URL", "the store of the azwf serve there; else AZWF_SERVER"},
      {"--key", "FILE", "who asks a server on the network: azwf keys new; else AZWF_KEY",
       Kind::file},
      {"--json", "", "JSON on stdout, errors as JSON on stderr"},
      {"--quiet", "", "no progress on stderr"},
      {"--no-color", "", "no colours (as does NO_COLOR)"},
      {"--help", "", "this page"},
  };
  return options;
}

std::vector<Option> options_of(const Command& command) {
  auto options = command.options;
  options.insert(options.end(), global_options().begin(), global_options().end());
  return options;
}

}  // namespace azwf::cli
