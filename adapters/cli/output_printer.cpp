// A step whose output does not end its last line gets a line end before the next heading.
#include "adapters/cli/output_printer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t line_bytes_max = 64 << 10;  // a longer line becomes several records
constexpr std::size_t utf8_bytes_max = 4;

// The bytes up to a last character of which a part is still to come.
std::size_t whole_characters(std::string_view text) {
  auto last = text.size();
  const auto earliest = text.size() - std::min(text.size(), utf8_bytes_max);
  while (last > earliest) {
    --last;
    const bool continues = (static_cast<unsigned char>(text[last]) & 0xc0) == 0x80;
    if (!continues)
      return last + character_bytes(text.substr(last)) == text.size() ? text.size() : last;
  }
  return text.size();
}

}  // namespace

void OutputPrinter::begin(const StepStory& step, const AttemptStory& attempt) {
  step_ = step.id;
  attempt_ = attempt.number;
  if (headings_ == Headings::no || console_.json()) return;
  const auto which = attempt.number == 1 ? "" : fmt::format(", attempt {}", attempt.number);
  const auto heading = fmt::format("==> {} {}{} <==", step.id.text, step.label, which);
  console_.print_line((is_first_ ? "" : "\n") + console_.out_style().bold(heading));
  is_first_ = false;
}

void OutputPrinter::print(std::string_view piece) {
  if (piece.empty()) return;
  if (!console_.json()) {
    at_line_start_ = piece.ends_with('\n');
    return console_.print(piece);
  }
  unfinished_line_ += piece;
  std::size_t begin = 0;
  for (auto end = unfinished_line_.find('\n'); end != std::string::npos;
       end = unfinished_line_.find('\n', begin)) {
    print_record(std::string_view(unfinished_line_).substr(begin, end - begin));
    begin = end + 1;
  }
  unfinished_line_.erase(0, begin);
  if (unfinished_line_.size() < line_bytes_max) return;
  const auto whole = whole_characters(unfinished_line_);
  print_record(std::string_view(unfinished_line_).substr(0, whole));
  unfinished_line_.erase(0, whole);
}

void OutputPrinter::end() {
  if (!unfinished_line_.empty()) print_record(unfinished_line_);
  unfinished_line_.clear();
  if (headings_ == Headings::yes && !at_line_start_) console_.print("\n");
  at_line_start_ = true;
}

void OutputPrinter::print_record(std::string_view line) {
  console_.print_json(Record()
                          .text("step", step_.text)
                          .integer("attempt", static_cast<std::int64_t>(attempt_))
                          .text("text", line)
                          .pack());
}

}  // namespace azwf::cli
