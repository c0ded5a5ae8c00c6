// Plays a transcript line by line; what it records of a command is left out and written anew.
#include "tests/cli/transcript.hpp"

#include <unistd.h>

#include <array>
#include <regex>
#include <sstream>

#include "adapters/system/identity.hpp"

namespace azwf::tests {
namespace {

struct Rule {
  std::regex what;
  const char* name;
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = {
      {std::regex(R"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?)"), "<time>"},
      {std::regex(R"(\b(\d+ms|\d+\.\d+s|\d+m\d\ds)\b)"), "<took>"},
      {std::regex(R"(\b[0-9a-f]{64}\b)"), "<digest>"},
      {std::regex(R"(^program   [0-9a-f]{16})"), "program   <digest>"},
      {std::regex(R"("duration_us":\d+)"), "\"duration_us\":<us>"},
      {std::regex(R"(by [\w.-]+:\d+)"), "by <engine>"},
      {std::regex(R"("engine":"[^"]+")"), "\"engine\":\"<engine>\""},
      {std::regex(R"( +$)"), ""},
  };
  return all;
}

std::string replaced(std::string text, const std::string& what, const std::string& name) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + name.size())) {
    text.replace(at, what.size(), name);
  }
  return text;
}

bool is_output(const std::string& line) {
  return line.starts_with("  ") || line.starts_with("! ") || line == "!" ||
         line.starts_with("=> ") || line == "left the log changed";
}

class Player {
 public:
  std::string play(const std::string& transcript) {
    std::istringstream lines(transcript);
    for (std::string line; std::getline(lines, line);) take(line);
    end_file();
    return text_;
  }

 private:
  void take(const std::string& line) {
    if (!file_.empty() && (line.starts_with("  ") || line.empty())) {
      file_text_ += line.empty() ? "\n" : line.substr(2) + "\n";
    } else {
      end_file();
    }
    if (after_command_ && is_output(line)) return;
    after_command_ = false;
    text_ += line + "\n";
    if (line.starts_with("file ")) file_ = line.substr(5);
    if (line.starts_with("$ ")) perform(line.substr(2), false);
    if (line.starts_with("$= ")) perform(line.substr(3), true);
  }

  void end_file() {
    if (!file_.empty()) folder_.write(file_, file_text_);
    file_.clear();
    file_text_.clear();
  }

  void perform(const std::string& command, bool keeps_log) {
    const auto before = keeps_log ? log() : "";
    const auto ended = run_line(folder_, command);
    normalise_("");
    add("  ", ended.out);
    normalise_("");
    add("! ", ended.err);
    if (ended.status != 0) text_ += "=> " + std::to_string(ended.status) + "\n";
    if (keeps_log && log() != before) text_ += "left the log changed\n";
    after_command_ = true;
  }

  std::string log() { return run_line(folder_, "azwf events --json").out; }

  void add(const std::string& prefix, const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      auto prefixed = prefix + normalise_(line);
      while (prefixed.size() > 1 && prefixed.ends_with(' ')) prefixed.pop_back();
      text_ += prefixed == " " ? "  \n" : prefixed + "\n";
    }
  }

  Folder folder_;
  Normaliser normalise_{folder_.path().string()};
  std::string text_;
  std::string file_;
  std::string file_text_;
  bool after_command_ = false;
};

}  // namespace

std::string Normaliser::name_runs(const std::string& text) {
  static const std::regex id(
      R"(\b[0-9a-f]{8}-[0-9a-f]{4}(-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})?\b)");
  std::string named;
  auto from = text.cbegin();
  for (std::smatch found; std::regex_search(from, text.cend(), found, id); from = found[0].second) {
    const auto number = runs_.emplace(found.str().substr(0, 13), runs_.size() + 1).first->second;
    named.append(from, found[0].first);
    named += "<run-" + std::to_string(number) + ">";
  }
  return named.append(from, text.cend());
}

std::string Normaliser::operator()(const std::string& line) {
  auto normal = replaced(name_runs(line), folder_, "<folder>");
  for (const auto& rule : rules()) normal = std::regex_replace(normal, rule.what, rule.name);
  // In a table, what was replaced had a width of its own, and so had its column.
  static const std::regex blanks(R"((\S)  +)");
  if (line.starts_with("STEP  ") || line.starts_with("RUN  ")) is_in_table_ = true;
  if (line.empty()) is_in_table_ = false;
  if (is_in_table_) normal = std::regex_replace(normal, blanks, "$1  ");
  normal = replaced(normal, "inbox/" + account_name(), "inbox/<account>");
  return replaced(normal, "\"actor\":\"" + account_name() + "\"", "\"actor\":\"<account>\"");
}

std::string replay_transcript(const std::string& transcript) { return Player().play(transcript); }

}  // namespace azwf::tests
