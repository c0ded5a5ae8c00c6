// LuaCATS as this project writes it: a block of "---" lines, and the line of Lua right below it.
#include "adapters/cli/annotations.hpp"

#include <algorithm>

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

// The text up to the next blank, which is taken off with it.
std::string take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  std::string word(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

// A type ends at a blank outside brackets and quotes that no colon or comma stands before:
// "fun(a: any): boolean, any what it is".
std::string take_type(std::string_view& text) {
  int depth = 0;
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (c == '"') is_quoted = !is_quoted;
    if (std::string_view("([{<").contains(c)) ++depth;
    if (std::string_view(")]}>").contains(c)) --depth;
    const bool goes_on = end > 0 && std::string_view(":,").contains(text[end - 1]);
    if (c == ' ' && depth == 0 && !is_quoted && !goes_on) break;
  }
  std::string type(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return type;
}

AnnotatedPart named_part(std::string_view text) {
  AnnotatedPart part{.name = take_word(text)};
  part.is_optional = part.name.ends_with('?');
  if (part.is_optional) part.name.pop_back();
  part.type = take_type(text);
  part.text = text;
  return part;
}

class Reader {
 public:
  std::vector<Annotation> read(std::string_view text) {
    for (const auto line : lines_of(text)) {
      if (line.starts_with("---@"))
        tag(line.substr(4));
      else if (line.starts_with("---"))
        block_.text += (block_.text.empty() ? "" : "\n") + std::string(line.substr(3));
      else
        end_block(line);
    }
    end_block("");
    return std::move(all_);
  }

 private:
  void tag(std::string_view text) {
    const auto name = take_word(text);
    if (name == "class") {
      block_.name = take_word(text);
      if (text.starts_with(": ")) block_.parent = text.substr(2);
    } else if (name == "alias") {
      block_.name = take_word(text);
      block_.type = text;
    } else if (name == "type") {
      block_.type = text;
    } else if (name == "async") {
      block_.waits = true;
    } else if (name == "param") {
      block_.params.push_back(named_part(text));
    } else if (name == "field") {
      block_.fields.push_back(named_part(text));
    } else if (name == "return") {
      AnnotatedPart part{.type = take_type(text)};
      part.name = take_word(text);
      part.text = text;
      block_.results.push_back(std::move(part));
    }
  }

  // What stands right below a block is what it says something about.
  void end_block(std::string_view code) {
    constexpr std::string_view function = "function ";
    const auto assigned = code.starts_with("--") ? code.npos : code.find(" = ");
    if (code.starts_with(function)) {
      block_.usage = code.substr(function.size(), code.rfind(')') + 1 - function.size());
      block_.name = block_.usage.substr(0, block_.usage.find('('));
    } else if (assigned != code.npos) {
      const auto name = code.substr(0, assigned);
      block_.table = name.substr(name.rfind(' ') + 1);
      if (block_.name.empty()) block_.name = block_.table;
    }
    if (!block_.name.empty()) all_.push_back(std::move(block_));
    block_ = {};
  }

  Annotation block_;
  std::vector<Annotation> all_;
};

}  // namespace

std::string Annotation::in_one_line() const {
  auto line = text;
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string Annotation::summary() const {
  const auto line = in_one_line();
  const auto end = line.find(". ");
  return end == std::string::npos ? line : line.substr(0, end + 1);
}

std::vector<Annotation> read_annotations(std::string_view text) { return Reader().read(text); }

}  // namespace azwf::cli
