// Scalars are followed by their own syntax; collections end where their last member does.
#include "engine/yaml/span.hpp"

#include <algorithm>

namespace azwf::yaml {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_space(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

}  // namespace

std::unexpected<Error> cannot_edit(const Node& node, std::string_view why) {
  return failure(ErrorKind::invalid, "cannot_edit", std::string(why) + at(node));
}

std::size_t Spans::line_start(std::size_t at) const {
  if (at == 0) return 0;
  const auto feed = text_.rfind('\n', at - 1);
  return feed == std::string_view::npos ? 0 : feed + 1;
}

std::size_t Spans::line_end(std::size_t at) const {
  return std::min(text_.find('\n', at), text_.size());
}

std::size_t Spans::next_line(std::size_t at) const {
  return std::min(line_end(at) + 1, text_.size());
}

bool Spans::is_one_line(std::size_t from, std::size_t to) const {
  return !text_.substr(from, to - from).contains('\n');
}

bool Spans::is_first_on_line(std::size_t at) const {
  const auto before = text_.substr(line_start(at), at - line_start(at));
  return std::ranges::all_of(before, is_blank);
}

std::size_t Spans::skip_blanks(std::size_t at) const {
  while (at < text_.size()) {
    const bool is_comment = text_[at] == '#' && (at == 0 || is_space(text_[at - 1]));
    if (is_comment)
      at = line_end(at);
    else if (is_space(text_[at]))
      ++at;
    else
      break;
  }
  return at;
}

std::size_t Spans::skip_properties(const Node& node) const {
  auto at = node.start;
  while (at < text_.size() && (text_[at] == '!' || text_[at] == '&')) {
    while (at < text_.size() && !is_space(text_[at])) ++at;
    at = skip_blanks(at);
  }
  return at;
}

Result<std::size_t> Spans::end_of(const Node& node, const Node* around) const {
  if (node.is_empty) return cannot_edit(node, "nothing stands there");
  if (node.kind == NodeKind::scalar) return end_of_scalar(node, around);
  if (node.kind == NodeKind::alias) {
    const auto end = text_.find_first_of(" \t\r\n,]}", node.start);
    return std::min(end, text_.size());
  }
  return node.is_block() ? end_of_items(node) : end_of_flow(node);
}

Result<std::size_t> Spans::end_of_scalar(const Node& node, const Node* around) const {
  const auto at = skip_properties(node);
  if (at >= text_.size()) return cannot_edit(node, "a value is not where it should be");
  const char first = text_[at];
  const bool is_quoted = node.style == NodeStyle::quoted || node.has_tag;
  if (is_quoted && (first == '|' || first == '>')) return end_of_block_scalar(at, around);
  if (is_quoted && (first == '"' || first == '\'')) return end_of_quoted(node, at);
  return end_of_plain(node, at);
}

// A plain text may go over several lines: then what it means has one blank, or fewer line feeds,
// where the lines break.
Result<std::size_t> Spans::end_of_plain(const Node& node, std::size_t at) const {
  if (node.value.is_nil() && node.text.empty()) return at + (text_[at] == '~' ? 1 : 4);
  for (std::size_t i = 0; i < node.text.size();) {
    auto run = at;
    while (run < text_.size() && is_space(text_[run])) ++run;
    if (is_space(node.text[i]) && !is_one_line(at, run)) {
      at = run;
      while (i < node.text.size() && is_space(node.text[i])) ++i;
      continue;
    }
    const bool is_same = at < text_.size() && text_[at] == node.text[i];
    if (!is_same) return cannot_edit(node, "cannot tell where this text ends,");
    ++at, ++i;
  }
  return at;
}

Result<std::size_t> Spans::end_of_quoted(const Node& node, std::size_t at) const {
  const char quote = text_[at];
  for (++at; at < text_.size(); ++at) {
    if (quote == '"' && text_[at] == '\\') {
      ++at;
    } else if (text_[at] == quote) {
      const bool is_doubled = quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote;
      if (!is_doubled) return at + 1;
      ++at;
    }
  }
  return cannot_edit(node, "cannot tell where this text ends,");
}

// The lines below its header that are deeper than what it is in; not blank ones at its end.
std::size_t Spans::end_of_block_scalar(std::size_t at, const Node* around) const {
  auto end = line_end(at);
  for (auto line = next_line(at); line < text_.size(); line = next_line(line)) {
    auto first = line;
    while (first < text_.size() && text_[first] == ' ') ++first;
    const bool is_empty = first >= text_.size() || text_[first] == '\n' || text_[first] == '\r';
    if (is_empty) continue;
    if (around != nullptr && first - line <= around->column) break;
    end = line_end(line);
  }
  return end > 0 && text_[end - 1] == '\r' ? end - 1 : end;
}

Result<std::size_t> Spans::end_of_items(const Node& node) const {
  const auto last = node.items.size() - 1;
  if (!node.items[last].is_empty) return end_of(node.items[last], &node);
  return head_of(node, last);
}

Result<std::size_t> Spans::head_of(const Node& around, std::size_t item) const {
  const auto& node = around.items[item];
  if (around.kind == NodeKind::map) {
    const auto& key = around.items[item - 1];
    const auto colon = skip_blanks(TRY(end_of(key, &around)));
    if (colon < text_.size() && text_[colon] == ':') return colon + 1;
    return cannot_edit(key, "cannot find the colon behind the key");
  }
  if (node.is_empty) return cannot_edit(node, "a list has an item without a value");
  auto dash = node.start;
  while (dash > line_start(node.start) && is_blank(text_[dash - 1])) --dash;
  if (dash > 0 && text_[dash - 1] == '-') return dash;
  return cannot_edit(node, "cannot find the dash of the list's item");
}

Result<std::size_t> Spans::end_of_flow(const Node& node) const {
  const bool is_pair = node.style == NodeStyle::pair;
  auto at = is_pair ? node.start : skip_properties(node) + 1;
  for (const auto& item : node.items) {
    if (!item.is_empty) at = TRY(end_of(item, &node));
  }
  if (is_pair && !node.items.empty() && node.items.back().is_empty) return skip_blanks(at) + 1;
  if (is_pair) return at;
  for (at = skip_blanks(at); at < text_.size(); at = skip_blanks(at + 1)) {
    if (text_[at] == (node.kind == NodeKind::list ? ']' : '}')) return at + 1;
    if (text_[at] != ',' && text_[at] != ':' && text_[at] != '?') break;
  }
  return cannot_edit(node, "cannot tell where this ends,");
}

}  // namespace azwf::yaml
