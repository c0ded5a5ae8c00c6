// Whatever stands in the list is text here: no character of it is taken for troff.
#include "adapters/cli/man_page.hpp"

#include <fmt/format.h>

#include "adapters/cli/help.hpp"
#include "adapters/cli/serve/read_options.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/cli/versions.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t source_columns = 70;

// The code point that begins at `at`, which is moved behind it; the text is valid UTF-8.
std::uint32_t take_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  std::uint32_t point = first & (0x3fU >> more);
  for (int i = 0; i < more; ++i) {
    point = (point << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  }
  return point;
}

std::string escaped(std::string_view text) {
  const auto valid = valid_utf8(text);
  std::string safe;
  for (std::size_t at = 0; at < valid.size();) {
    const auto point = take_code_point(valid, at);
    if (point >= 0x80) {
      safe += fmt::format("\\[u{:04X}]", point);
    } else if (point == '\\') {
      safe += "\\e";
    } else if (point == '-') {
      safe += "\\-";
    } else if (point == '\'') {
      safe += "\\(aq";
    } else if (point == '^' || point == '~' || point == '`') {
      safe += point == '^' ? "\\(ha" : point == '~' ? "\\(ti" : "\\(ga";
    } else {
      safe += static_cast<char>(point);
    }
  }
  return safe;
}

// A line of its own; one that begins with a dot would be a macro.
std::string line(std::string_view text) {
  return (text.starts_with('.') ? "\\&" : "") + escaped(text) + "\n";
}

// Broken at blanks: a page puts its lines together anew.
std::string flowing(std::string_view text) {
  std::string lines;
  while (text.size() > source_columns) {
    const auto end = text.rfind(' ', source_columns);
    if (end == text.npos || end == 0) break;
    lines += line(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines + line(text);
}

class Page {
 public:
  explicit Page(std::string title) : text_(std::move(title)) {}

  void heading(std::string_view title) { text_ += ".SH " + escaped(title) + "\n"; }
  void command_heading(std::string_view title) { text_ += ".SS " + escaped(title) + "\n"; }
  void paragraph(std::string_view text) { text_ += ".PP\n" + flowing(text); }
  void text(std::string_view text) { text_ += flowing(text); }

  void rows(const Rows& rows) {
    for (const auto& [name, what] : rows) {
      text_ += ".TP\n.B " + escaped(name) + "\n" + flowing(what);
    }
  }

  void literal(std::string_view text) {
    text_ += ".PP\n.nf\n.RS\n";
    for (const auto each : lines_of(text)) text_ += line(each);
    text_ += ".RE\n.fi\n";
  }

  std::string end() { return std::move(text_); }

 private:
  std::string text_;
};

std::string in_one_line(std::string_view text) {
  std::string line;
  for (const auto each : lines_of(text)) line += (line.empty() ? "" : " ") + std::string(each);
  return line;
}

void describe(Page& page, const Command& command) {
  page.command_heading(usage_of(command));
  page.text(command.summary);
  Rows rows;
  for (const auto& each : command.arguments) rows.emplace_back(each.name, each.summary);
  page.rows(rows);
  page.rows(option_rows(command.options));
  if (!command.details.empty()) page.paragraph(in_one_line(command.details));
  page.literal(command.example);
}

}  // namespace

std::string man_page(std::span<const Command> commands) {
  Page page(
      fmt::format(".TH AZWF 1 {} \"azwf {}\" \"User Commands\"\n", azwf_date(), azwf_version()));
  page.heading("NAME");
  page.text("azwf - run workflows written in Lua and record every step");
  page.heading("SYNOPSIS");
  page.text("azwf COMMAND [ARGUMENTS] [OPTIONS]");
  page.heading("DESCRIPTION");
  page.text(in_one_line(about_azwf()));
  page.paragraph(
      "Any id may be shortened to a unique prefix; @last names the newest run, @failed "
      "the newest that failed.");
  page.heading("OPTIONS");
  page.rows(option_rows(global_options()));
  page.heading("COMMANDS");
  for (const auto& command : commands) describe(page, command);
  page.heading("CONFIGURATION OF AZWF SERVE");
  page.text(
      "A YAML file with any of these keys; each may also be set by a variable, which goes before "
      "the file: AZWF_STEPS for steps. What is marked with * is read when the server starts, the "
      "rest also when it is told to read the file again.");
  page.rows(option_key_rows());
  page.heading("STATUS OF A RUN");
  page.text("What leaves it:");
  page.rows(ways_on());
  page.heading("EXIT STATUS");
  page.rows(exit_statuses());
  page.heading("ENVIRONMENT");
  page.rows(environment());
  page.heading("FILES");
  page.rows({{".azwf", "the store: the nearest one, in the working folder or above it"},
             {"/etc/azwf/azwf.yaml", "what the service azwf.service is told"}});
  return page.end();
}

}  // namespace azwf::cli
