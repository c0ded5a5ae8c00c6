// Cuts only at the front, and only as much as it must.
#include "adapters/operations/process/tail.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf::process {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

std::string_view from_character(std::string_view text) {
  while (!text.empty() && is_continuation(text.front())) text.remove_prefix(1);
  return text;
}

// The last `bytes_max` bytes or fewer: from the start of a line, or of a character when the last
// line alone is longer.
std::string_view last_lines(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  const auto cut = text.size() - bytes_max;
  const auto newline = text.find('\n', cut - 1);
  if (newline != text.npos && newline + 1 < text.size()) return text.substr(newline + 1);
  return from_character(text.substr(cut));
}

struct Shown {
  std::string text;
  bool is_cut = false;
};

Shown shown(const std::string& text, bool begins_early, std::size_t bytes_max) {
  // What begins in the middle of the stream most likely begins in the middle of a line.
  if (begins_early && !text.empty()) bytes_max = std::min(bytes_max, text.size() - 1);
  const auto lines = last_lines(text, bytes_max);
  return {std::string(lines), begins_early || lines.size() < text.size()};
}

std::string readable(const StreamTail& tail) {
  const bool is_whole = tail.total == tail.text.size();
  return valid_utf8(is_whole ? std::string_view(tail.text) : from_character(tail.text));
}

// How many bytes of valid UTF-8 `text` begins with: one character, or 0.
std::size_t character_size(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = at(0);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xc2   ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  const bool is_overlong = (first == 0xe0 && at(1) < 0xa0) || (first == 0xf0 && at(1) < 0x90);
  const bool is_out_of_range = (first == 0xed && at(1) > 0x9f) || (first == 0xf4 && at(1) > 0x8f);
  return is_overlong || is_out_of_range ? 0 : size;
}

}  // namespace

void Tail::append(std::string_view bytes) {
  total_ += bytes.size();
  if (AZWF_PLANTED(45)) {
    text_.append(bytes.substr(0, bytes_max_ - std::min(bytes_max_, text_.size())));
    return;
  }
  if (bytes.size() > bytes_max_) bytes.remove_prefix(bytes.size() - bytes_max_);
  text_.append(bytes);
  if (text_.size() > 2 * bytes_max_) text_.erase(0, text_.size() - bytes_max_);
}

StreamTail Tail::take() {
  if (text_.size() > bytes_max_) text_.erase(0, text_.size() - bytes_max_);
  return {std::move(text_), total_};
}

Excerpt excerpt_of(const StreamTail& out, const StreamTail& err, std::size_t bytes_max) {
  const auto out_text = readable(out);
  const auto err_text = readable(err);
  const auto out_part = std::min(out_text.size(), bytes_max / 2);
  const auto err_part = std::min(err_text.size(), bytes_max - out_part);
  auto out_shown = shown(out_text, out.text.size() < out.total, bytes_max - err_part);
  auto err_shown = shown(err_text, err.text.size() < err.total, err_part);

  const bool truncated = out_shown.is_cut || err_shown.is_cut;
  const bool exact = !truncated && out_text == out.text && err_text == err.text;
  return {std::move(out_shown.text), std::move(err_shown.text), truncated, exact};
}

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto size = character_size(bytes);
    text.append(size > 0 ? bytes.substr(0, size) : std::string_view("\uFFFD"));
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return text;
}

std::string_view last_line(std::string_view text, std::size_t bytes_max) {
  const auto end = text.find_last_not_of(" \t\r\n");
  if (end == text.npos) return {};
  text = text.substr(0, end + 1);
  const auto newline = text.find_last_of("\r\n");
  if (newline != text.npos) text.remove_prefix(newline + 1);
  return text.size() > bytes_max ? from_character(text.substr(text.size() - bytes_max)) : text;
}

}  // namespace azwf::process
