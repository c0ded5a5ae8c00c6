// What people call the parts of a run: short, printable, one line.
#include <algorithm>

#include "adapters/cli/story.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t label_columns_max = 60;

// "make test", "sh -c 'a b'": as one would type it, near enough.
std::string command_text(const Packed& argv) {
  Unpacker unpacker(argv.bytes);
  const auto size = unpacker.array();
  std::string text;
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto word = unpacker.string();
    if (!word) break;
    const bool is_plain = !word->empty() && word->find_first_of(" \t\n'\"\\$") == word->npos;
    text += text.empty() ? "" : " ";
    text += is_plain ? std::string(*word) : "'" + std::string(*word) + "'";
  }
  return text;
}

// A path below the working folder, without that folder.
std::string below(std::string path, const std::string& cwd) {
  const bool is_below = !cwd.empty() && path.starts_with(cwd + "/");
  return is_below ? path.substr(cwd.size() + 1) : path;
}

// " app/conf", or " old new" of a copy: what the arguments name as files.
std::string files_text(const Packed& arguments, const std::string& cwd) {
  std::string text;
  for (const auto* const name : {"path", "from", "to"}) {
    const auto file = below(text_of(field_of(arguments, name)), cwd);
    if (!file.empty()) text += " " + printable(file);
  }
  return text;
}

std::string shortened(const std::string& text) {
  return clipped(first_line(text), label_columns_max);
}

}  // namespace

std::string step_label(const std::string& name, const std::string& operation,
                       const Packed& arguments, const std::string& cwd) {
  if (!name.empty()) return shortened(name);
  if (const auto command = command_text(field_of(arguments, "argv")); !command.empty()) {
    return shortened(command);
  }
  const auto script = text_of(field_of(arguments, "script"));
  return shortened(script.empty() ? operation + files_text(arguments, cwd) : script);
}

std::string undo_label(const PendingUndo& undo, const std::string& cwd) {
  const auto blank = undo.name.find(' ');
  if (blank == std::string::npos) return first_line(undo.name);
  return first_line(undo.name.substr(0, blank + 1) + below(undo.name.substr(blank + 1), cwd));
}

std::string awaited_text(const SignalAwaited& wait) {
  return "the signal " + first_line(wait.name);
}

std::string awaited_text(const EventAwaited& wait) {
  return "an event " + first_line(wait.event_type) +
         (wait.subject.empty() ? "" : " of " + first_line(wait.subject));
}

std::string error_line(const StepError& error) {
  const auto message = first_line(error.message);
  return first_line(error.code) + (message.empty() ? "" : ": " + message);
}

std::string place_text(const ScriptPlace& place) {
  if (place.module.empty()) return "";
  return first_line(place.module) + ":" + std::to_string(place.line);
}

}  // namespace azwf::cli
