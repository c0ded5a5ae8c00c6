// The arguments have been checked against the descriptor; here is what a descriptor cannot say.
#include "adapters/operations/process/command.hpp"

#include <unistd.h>

#include "engine/base/check.hpp"

namespace azwf::process {
namespace {

std::unexpected<Error> invalid(std::string message) {
  return failure(ErrorKind::invalid, "invalid_argument", std::move(message));
}

// A text as the system takes it: strings may come as either kind of bytes, but hold no NUL.
Result<std::string> text_from(Unpacker& unpacker, const std::string& field) {
  const bool is_binary = TRY(unpacker.peek()) == PackedType::binary;
  std::string text(is_binary ? TRY(unpacker.binary()) : TRY(unpacker.string()));
  if (text.contains('\0')) return invalid(field + " contains a NUL byte");
  return text;
}

Result<std::vector<std::string>> argv_from(const Packed& list) {
  Unpacker unpacker(list.bytes);
  std::vector<std::string> argv(TRY(unpacker.array()));
  for (std::size_t i = 0; i < argv.size(); ++i) {
    argv[i] = TRY(text_from(unpacker, "argv[" + std::to_string(i + 1) + "]"));
  }
  if (argv.empty() || argv[0].empty()) return invalid("argv names no program");
  return argv;
}

Result<std::map<std::string, std::string>> environment_from(const Packed& table) {
  std::map<std::string, std::string> environment;
  if (table.is_nil()) return environment;
  Unpacker unpacker(table.bytes);
  if (TRY(unpacker.peek()) == PackedType::array && TRY(unpacker.array()) == 0) return environment;
  for (auto size = TRY(unpacker.map()); size > 0; --size) {
    const auto name = TRY(text_from(unpacker, "a name in env"));
    if (name.empty() || name.contains('=')) {
      return invalid("env: \"" + name + "\" cannot be the name of a variable");
    }
    if (name == key_variable || name == lock_variable)
      return invalid("env: " + name + " is set by the engine");
    environment[name] = TRY(text_from(unpacker, "env." + name));
  }
  return environment;
}

Result<std::optional<std::string>> input_from(const Packed& value) {
  if (value.is_nil()) return std::nullopt;
  Unpacker unpacker(value.bytes);
  const bool is_binary = TRY(unpacker.peek()) == PackedType::binary;
  return std::string(is_binary ? TRY(unpacker.binary()) : TRY(unpacker.string()));
}

Result<std::vector<std::int64_t>> ok_from(const Packed& list) {
  if (list.is_nil()) return std::vector<std::int64_t>{0};
  Unpacker unpacker(list.bytes);
  std::vector<std::int64_t> statuses(TRY(unpacker.array()));
  for (auto& status : statuses) status = TRY(unpacker.integer());
  return statuses;
}

Result<std::string> text_or_nothing(const Packed& value, const std::string& field) {
  if (value.is_nil()) return std::string();
  Unpacker unpacker(value.bytes);
  return text_from(unpacker, field);
}

// What both operations have in common: everything but what to run.
Result<Command> common(const Packed& arguments) {
  Command command;
  command.cwd = TRY(text_or_nothing(field_of(arguments, "cwd"), "cwd"));
  command.environment = TRY(environment_from(field_of(arguments, "env")));
  command.input = TRY(input_from(field_of(arguments, "stdin")));
  command.ok = TRY(ok_from(field_of(arguments, "ok")));
  return command;
}

}  // namespace

Result<Command> command_from_run(const Packed& arguments) {
  Command command = TRY(common(arguments));
  command.argv = TRY(argv_from(field_of(arguments, "argv")));
  return command;
}

Result<Command> command_from_shell(const Packed& arguments) {
  Command command = TRY(common(arguments));
  const auto script = TRY(text_or_nothing(field_of(arguments, "script"), "script"));
  command.argv = {"/bin/sh", "-c", "--", script};
  return command;
}

std::vector<std::string> environment_of(const Command& command, const std::string& step_key,
                                        const std::string& lock_path) {
  std::map<std::string, std::string> variables = command.environment;
  variables.emplace("PATH", default_search_path);
  variables[key_variable] = step_key;
  variables[lock_variable] = lock_path;
  std::vector<std::string> environment;
  if (AZWF_PLANTED(42)) {
    for (char** inherited = environ; *inherited != nullptr; ++inherited) {
      environment.emplace_back(*inherited);
    }
  }
  for (const auto& [name, value] : variables) environment.push_back(name + "=" + value);
  return environment;
}

}  // namespace azwf::process
