// The only place that knows CLI11. It splits words into options and arguments; what may be there
// and what is said when it is not are ours.
#include "adapters/cli/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "adapters/cli/help.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli {
namespace {

void add_options(CLI::App& app, const std::vector<Option>& options, Invocation& invocation) {
  for (const auto& option : options) {
    auto& values = invocation.values;
    const std::string name(option.name);
    if (option.value.empty()) {
      const auto set = [&values, name](std::int64_t) { values[name] = {}; };
      app.add_flag_function(name == "--help" ? "-h,--help" : name, set);
    } else {
      const auto set = [&values, name](const std::string& value) { values[name].push_back(value); };
      // Given twice, the last one counts, as with every other option.
      app.add_option_function<std::string>(name, set)->trigger_on_parse();
    }
  }
}

std::vector<std::string> names_of(const std::vector<Option>& options) {
  std::vector<std::string> names;
  for (const auto& option : options) names.emplace_back(option.name);
  return names;
}

std::unexpected<Error> unknown_option(const std::string& word,
                                      const std::vector<std::string>& known,
                                      const std::string& more) {
  const auto name = word.substr(0, word.find('='));
  return failure(ErrorKind::invalid, "unknown_option", "there is no option " + name,
                 meant_or(name, known, more));
}

// CLI11's own words are not ours: whatever it objects to, its first word says where.
std::unexpected<Error> objection(const CLI::ParseError& error, const std::string& more) {
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string words = error.what();
    return failure(ErrorKind::invalid, "bad_usage",
                   words.substr(0, words.find(':')) + " needs a value", more);
  }
  return failure(ErrorKind::invalid, "bad_usage", first_line(error.what()), more);
}

Result<void> parse(CLI::App& app, std::vector<std::string> words, const std::string& more) {
  std::ranges::reverse(words);  // CLI11 takes them from the back
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return objection(error, more);
  }
  return {};
}

Result<void> place_arguments(const Command& command, const std::vector<std::string>& words,
                             Invocation& invocation) {
  std::size_t at = 0;
  for (const auto& argument : command.arguments) {
    const auto name = std::string(argument.name);
    if (argument.count == Count::many) {
      invocation.values[name] = {words.begin() + static_cast<std::ptrdiff_t>(at), words.end()};
      at = words.size();
    } else if (at < words.size()) {
      invocation.values[name] = {words[at++]};
    } else if (argument.count == Count::one && !invocation.has("--help")) {
      return failure(ErrorKind::invalid, "missing_argument",
                     "azwf " + std::string(command.name) + " needs " + name,
                     "usage: " + usage_of(command));
    }
  }
  if (at == words.size()) return {};
  return failure(ErrorKind::invalid, "too_many_arguments",
                 "azwf " + std::string(command.name) + " does not take \"" + words[at] + "\"",
                 "usage: " + usage_of(command));
}

Result<void> check_required(const Command& command, const Invocation& invocation) {
  for (const auto& option : command.options) {
    if (!option.required || invocation.has(option.name) || invocation.has("--help")) continue;
    return failure(ErrorKind::invalid, "missing_option",
                   "azwf " + std::string(command.name) + " needs " + std::string(option.name),
                   "usage: " + usage_of(command));
  }
  return {};
}

// A value that is none of its set, with the one that was meant.
Result<void> check_word(std::string_view of, const std::string& value,
                        const std::vector<std::string_view>& words) {
  const std::vector<std::string> known(words.begin(), words.end());
  if (std::ranges::find(known, value) != known.end()) return {};
  std::string all;
  for (const auto& word : known) all += (all.empty() ? "" : ", ") + word;
  return failure(ErrorKind::invalid, "bad_value",
                 std::string(of) + " cannot be \"" + printable(value) + "\"",
                 meant_or(value, known, "there are " + all));
}

Result<void> check_words(const Command& command, const Invocation& invocation) {
  const auto check = [&](const auto& part) -> Result<void> {
    if (part.kind != Kind::word) return {};
    for (const auto& value : invocation.all(part.name)) {
      TRY_VOID(check_word(part.name, value, part.words));
    }
    return {};
  };
  for (const auto& argument : command.arguments) TRY_VOID(check(argument));
  for (const auto& option : command.options) TRY_VOID(check(option));
  return {};
}

}  // namespace

Result<Front> split_front(std::vector<std::string> words) {
  CLI::App app;
  app.set_help_flag("");
  app.prefix_command();
  Front front;
  auto options = global_options();
  options.push_back({"--version", "", ""});
  add_options(app, options, front.global);
  const std::string more = "azwf help lists commands and options";
  TRY_VOID(parse(app, std::move(words), more));
  auto rest = app.remaining();
  if (rest.empty()) return front;
  if (rest.front().starts_with("-")) return unknown_option(rest.front(), names_of(options), more);
  front.command = rest.front();
  front.rest.assign(rest.begin() + 1, rest.end());
  return front;
}

Result<Invocation> read_words(const Command& command, Invocation invocation,
                              std::vector<std::string> words) {
  CLI::App app;
  app.set_help_flag("");
  app.allow_extras();
  const auto options = options_of(command);
  add_options(app, options, invocation);
  const std::string more = "azwf " + std::string(command.name) + " --help shows what there is";
  TRY_VOID(parse(app, std::move(words), more));
  // Not as a list option, which would take "[a,b]" apart.
  const auto placed = app.remaining();
  const auto is_option = [](const std::string& word) {
    return word.size() > 1 && word.starts_with("-");
  };
  const auto unknown = std::ranges::find_if(placed, is_option);
  if (unknown != placed.end()) return unknown_option(*unknown, names_of(options), more);
  TRY_VOID(place_arguments(command, placed, invocation));
  TRY_VOID(check_required(command, invocation));
  TRY_VOID(check_words(command, invocation));
  return invocation;
}

}  // namespace azwf::cli
