// The line is read as far as it goes, more leniently than command_line does: it is not finished.
#include "adapters/cli/completion.hpp"

#include <algorithm>
#include <span>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

class LineReader {
 public:
  // False when a word is none that can be understood.
  bool take(const std::string& word) {
    if (awaiting_ != nullptr) {
      line_.given.values[std::string(awaiting_->name)].push_back(word);
      awaiting_ = nullptr;
      return true;
    }
    if (word.size() > 1 && word.starts_with('-')) return take_option(word);
    if (line_.command == nullptr) return take_command(word);
    if (const auto* argument = next_argument()) {
      line_.given.values[std::string(argument->name)].push_back(word);
      if (argument->count != Count::many) ++placed_;
    }
    return true;
  }

  TypedLine expecting_value() {
    const auto* argument = line_.command == nullptr ? nullptr : next_argument();
    if (awaiting_ != nullptr) return expecting(*awaiting_);
    return argument == nullptr ? std::move(line_) : expecting(*argument);
  }

  [[nodiscard]] bool awaits_value() const { return awaiting_ != nullptr; }
  [[nodiscard]] const Command* command() const { return line_.command; }
  [[nodiscard]] const std::vector<Option>& options() const { return options_; }

 private:
  template <class Part> TypedLine expecting(const Part& part) {
    line_.kind = part.kind;
    line_.words = part.words;
    return std::move(line_);
  }

  bool take_command(const std::string& word) {
    const auto found = std::ranges::find(commands(), word, &Command::name);
    if (found == commands().end()) return false;
    line_.command = &*found;
    options_ = options_of(*found);
    return true;
  }

  bool take_option(const std::string& word) {
    const auto equals = word.find('=');
    const auto found = std::ranges::find(options_, word.substr(0, equals), &Option::name);
    if (found == options_.end()) return false;
    auto& values = line_.given.values[std::string(found->name)];
    if (equals != std::string::npos) values.push_back(word.substr(equals + 1));
    if (equals == std::string::npos && !found->value.empty()) awaiting_ = &*found;
    return true;
  }

  const Argument* next_argument() {
    const auto& arguments = line_.command->arguments;
    return placed_ < arguments.size() ? &arguments[placed_] : nullptr;
  }

  TypedLine line_;
  std::vector<Option> options_ = global_options();
  const Option* awaiting_ = nullptr;
  std::size_t placed_ = 0;
};

std::string_view files_of(Kind kind) {
  switch (kind) {
    case Kind::file: return "files";
    case Kind::script: return "scripts";
    case Kind::folder: return "folders";
    default: return "none";
  }
}

Candidates command_names() {
  Candidates all;
  for (const auto& command : commands()) {
    all.push_back({std::string(command.name), std::string(command.summary)});
  }
  return all;
}

Candidates option_names(const std::vector<Option>& options) {
  Candidates all;
  for (const auto& option : options) {
    all.push_back({std::string(option.name), std::string(option.summary)});
  }
  return all;
}

// A candidate is one line with a tab in it, and a word that a shell can take.
bool is_plain(const std::string& value) {
  return std::ranges::none_of(value, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || std::string_view("'\"\\`$&;|<>()").contains(c);
  });
}

std::string text_of(std::string_view files, const Candidates& candidates,
                    const std::string& current, const std::string& prefix = "") {
  auto text = std::string(files) + "\n";
  for (const auto& [value, about] : candidates) {
    if (!value.starts_with(current) || !is_plain(value)) continue;
    text += prefix + value + "\t" + printable(first_line(about)) + "\n";
  }
  return text;
}

}  // namespace

std::string completion_text(std::vector<std::string> words) {
  if (words.empty()) words.emplace_back();
  LineReader reader;
  for (const auto& word : std::span(words).first(words.size() - 1)) {
    if (!reader.take(word)) return text_of("none", {}, "");
  }
  auto current = words.back();
  std::string prefix;
  if (current.starts_with('-') && !reader.awaits_value()) {
    const auto equals = current.find('=');
    if (equals == std::string::npos) {
      return text_of("none", option_names(reader.options()), current);
    }
    if (!reader.take(current.substr(0, equals)) || !reader.awaits_value()) {
      return text_of("none", {}, "");
    }
    prefix = current.substr(0, equals + 1);
    current = current.substr(equals + 1);
  } else if (reader.command() == nullptr && !reader.awaits_value()) {
    return text_of("none", command_names(), current);
  }
  const auto line = reader.expecting_value();
  const auto files = prefix.empty() ? files_of(line.kind) : "none";
  return text_of(files, values_for(line, current), current, prefix);
}

}  // namespace azwf::cli
