// Changes as exchanges of byte ranges. Whatever is not in the range stays; whether the result means
// what it should is found by reading it again.
#include "engine/yaml/edit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/yaml/scalar.hpp"

namespace azwf::yaml {
namespace {

// How much deeper than its map the first map in a map stands.
std::size_t step_of(const Node& node) {
  for (const auto& item : node.items) {
    const bool is_deeper = node.kind == NodeKind::map && node.is_block() &&
                           item.kind == NodeKind::map && item.is_block() &&
                           item.column > node.column;
    if (is_deeper) return item.column - node.column;
    if (const auto step = step_of(item); step > 0) return step;
  }
  return 0;
}

bool has_anchor(const Node& node) {
  return (node.kind != NodeKind::alias && node.anchor != 0) ||
         std::ranges::any_of(node.items, has_anchor);
}

Result<void> expect_free(const Node& node) {
  if (has_anchor(node)) return cannot_edit(node, "an anchor is defined there");
  if (node.has_tag) return cannot_edit(node, "a tag stands there");
  return {};
}

// The piece as the value of a key, or as an item.
std::vector<std::string> behind(const std::string& head, const Piece& piece, std::size_t step) {
  if (!piece.is_block()) return {head + " " + piece.inline_text};
  std::vector<std::string> lines{head};
  const std::string indent(step, ' ');
  for (const auto& line : piece.lines) lines.push_back(line.empty() ? line : indent + line);
  return lines;
}

}  // namespace

Editor::Editor(const Document& document)
    : document_(document),
      text_(document.text),
      spans_(text_),
      feed_(text_.contains("\r\n") ? "\r\n" : "\n") {
  if (const auto step = step_of(document.root); step > 0) step_ = step;
}

Edited Editor::with(std::size_t from, std::size_t to, const std::string& text) const {
  std::string edited(text_.substr(0, from));
  edited += text;
  edited += text_.substr(to);
  return {std::move(edited), {}};
}

// The first line goes where the text stands already, the others into a column.
std::string Editor::joined(const std::vector<std::string>& lines, std::size_t column) const {
  std::string text;
  for (const auto& line : lines) {
    if (!text.empty()) text += feed_ + (line.empty() ? "" : std::string(column, ' '));
    text += line;
  }
  return text;
}

std::string Editor::as_lines(const std::vector<std::string>& lines, std::size_t column) const {
  return std::string(column, ' ') + joined(lines, column);
}

Result<Edited> Editor::insert_line_after(std::size_t at, const std::string& lines) const {
  const auto next = spans_.next_line(at);
  const bool has_feed = next > 0 && text_[next - 1] == '\n' && spans_.line_end(at) < text_.size();
  if (has_feed) return with(next, next, lines + feed_);
  return with(next, next, (text_.empty() ? "" : feed_) + lines);
}

// ---- set

Result<Edited> Editor::apply(const SetValue& change, const Limits& limits) {
  const auto walk = TRY(walk_to(document_.root, change.path));
  const bool is_there = walk.missing == 0;
  if (is_there && change.only_missing) return unchanged();
  const bool is_in_flow = walk.is_in_flow() || (!is_there && walk.last().kind != NodeKind::scalar &&
                                                !walk.last().is_block());
  const auto* replaced = is_there ? &walk.last() : nullptr;
  auto piece = change.fragment.empty() ? TRY(piece_of(change.value, replaced, is_in_flow, step_))
                                       : TRY(piece_of(change.fragment, limits));
  if (is_in_flow && piece.is_block()) {
    return cannot_edit(walk.last(), "yaml in lines cannot be put into one line,");
  }
  if (is_there) {
    const bool is_fragment = !change.fragment.empty();
    if (same_value(walk.last(), piece.node, is_fragment)) return unchanged();
    auto edited = TRY(replace(walk, piece));
    edited.root = document_.root;
    node_at(edited.root, walk.way) = piece.node;
    return edited;
  }
  const std::span<const PathPart> missing(
      change.path.end() - static_cast<std::ptrdiff_t>(walk.missing), change.path.end());
  if (walk.last().kind == NodeKind::scalar) {
    piece = TRY(below_keys(std::move(piece), missing, step_));
    auto edited = TRY(replace(walk, piece));
    edited.root = document_.root;
    node_at(edited.root, walk.way) = piece.node;
    return edited;
  }
  if (is_in_flow && missing.size() > 1) {
    return cannot_edit(walk.last(), "set the whole map that is missing in");
  }
  piece = TRY(below_keys(std::move(piece), missing.subspan(1), step_));
  return add(walk, missing.front(), piece);
}

Result<Edited> Editor::replace(const Walk& walk, const Piece& piece) const {
  const auto& node = walk.last();
  TRY_VOID(expect_free(node));
  if (walk.parent() == nullptr && node.is_empty) return begin_document(piece);
  return piece.is_block() ? replace_by_block(walk, piece) : replace_by_inline(walk, piece);
}

// Behind what an empty document may hold: comments, the marker of its beginning.
Result<Edited> Editor::begin_document(const Piece& piece) const {
  if (!piece.is_block()) return cannot_edit(document_.root, "the document is empty");
  const bool needs_feed = !text_.empty() && !text_.ends_with('\n');
  const auto end = text_.size();
  return with(end, end, (needs_feed ? feed_ : "") + joined(piece.lines, 0) + feed_);
}

Result<Edited> Editor::replace_by_inline(const Walk& walk, const Piece& piece) const {
  const auto& node = walk.last();
  const auto* around = walk.parent();
  if (node.is_empty) {
    if (!around->is_block()) return cannot_edit(node, "a flow collection has an empty value");
    const auto head = TRY(spans_.head_of(*around, walk.way.back()));
    return with(head, head, " " + piece.inline_text);
  }
  const auto end = TRY(spans_.end_of(node, around));
  const bool is_collection = node.kind != NodeKind::scalar && node.is_block();
  if (around == nullptr || !is_collection || !spans_.is_first_on_line(node.start)) {
    return with(node.start, end, piece.inline_text);
  }
  const auto head = TRY(spans_.head_of(*around, walk.way.back()));
  auto edited = with(spans_.line_start(node.start), spans_.next_line(end), "");
  edited.text.insert(head, " " + piece.inline_text);
  return edited;
}

Result<Edited> Editor::replace_by_block(const Walk& walk, const Piece& piece) const {
  const auto& node = walk.last();
  const auto* around = walk.parent();
  const bool has_own_line = !node.is_empty && spans_.is_first_on_line(node.start);
  if (around == nullptr || (!node.is_empty && around->kind == NodeKind::list) ||
      (has_own_line && node.column > around->column)) {
    const auto end = TRY(spans_.end_of(node, around));
    return with(node.start, end, joined(piece.lines, node.column));
  }
  const auto column = around->column + step_;
  if (has_own_line) {  // a list that stands right below its key
    const auto end = TRY(spans_.end_of(node, around));
    return with(spans_.line_start(node.start), end, as_lines(piece.lines, column));
  }
  const auto head = TRY(spans_.head_of(*around, walk.way.back()));
  const auto end = node.is_empty ? head : TRY(spans_.end_of(node, around));
  const auto removed = end - head;
  auto edited = TRY(insert_line_after(end, as_lines(piece.lines, column)));
  edited.text.erase(head, removed);
  return edited;
}

Result<Edited> Editor::add(const Walk& walk, const PathPart& part, const Piece& piece) const {
  const auto& around = walk.last();
  TRY_VOID(expect_free(Node{.has_tag = around.has_tag}));
  Edited edited;
  Node intended = document_.root;
  auto& items = node_at(intended, walk.way).items;
  if (const auto* key = std::get_if<std::string>(&part)) {
    const auto text = write_text(*key, Quotes::none) + ": " + piece.inline_text;
    edited = around.is_block() ? TRY(add_key(around, *key, piece)) : TRY(add_in_flow(around, text));
    items.push_back(text_node(*key));
  } else {
    edited = around.is_block() ? TRY(add_item(around, piece))
                               : TRY(add_in_flow(around, piece.inline_text));
  }
  items.push_back(piece.node);
  edited.root = std::move(intended);
  return edited;
}

Result<Edited> Editor::add_in_flow(const Node& node, const std::string& text) const {
  const auto end = TRY(spans_.end_of(node, nullptr));
  const bool is_simple = node.style == NodeStyle::flow && spans_.is_one_line(node.start, end);
  if (!is_simple) return cannot_edit(node, "a collection in brackets over several lines");
  if (node.items.empty()) return with(end - 1, end - 1, text);
  auto at = end - 1;
  while (text_[at - 1] == ' ') --at;
  return with(at, at, (text_[at - 1] == ',' ? " " : ", ") + text);
}

Result<Edited> Editor::add_key(const Node& map, const std::string& key, const Piece& piece) const {
  const auto& last_key = map.items[map.items.size() - 2];
  const bool is_section = map.column == 0 && piece.is_block() && map.pair_count() > 1;
  const auto end = TRY(spans_.end_of(map, nullptr));
  auto lines = behind(write_text(key, Quotes::none) + ":", piece, step_);
  if (is_section && has_blank_line_above(last_key.start)) lines.insert(lines.begin(), "");
  if (lines.front().empty()) {
    lines.erase(lines.begin());
    return insert_line_after(end, feed_ + as_lines(lines, map.column));
  }
  return insert_line_after(end, as_lines(lines, map.column));
}

Result<Edited> Editor::add_item(const Node& list, const Piece& piece) const {
  const auto end = TRY(spans_.end_of(list, nullptr));
  std::vector<std::string> lines{"- " + piece.inline_text};
  if (piece.is_block()) {
    lines.clear();
    for (const auto& line : piece.lines) {
      lines.push_back((lines.empty() ? "- " : line.empty() ? "" : "  ") + line);
    }
  }
  return insert_line_after(end, as_lines(lines, list.column));
}

bool Editor::has_blank_line_above(std::size_t at) const {
  for (auto line = spans_.line_start(at); line > 0;) {
    line = spans_.line_start(line - 1);
    const auto text = text_.substr(line, spans_.line_end(line) - line);
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return true;
    if (text[first] != '#') return false;
  }
  return false;
}

// ---- remove, rename

Result<Edited> Editor::apply(const RemoveValue& change) {
  if (change.path.empty()) return cannot_edit(document_.root, "a path names the whole document,");
  auto walk = TRY(walk_to(document_.root, change.path));
  if (walk.missing > 0) return unchanged();
  TRY_VOID(expect_free(walk.last()));
  const auto& around = *walk.parent();
  const bool is_map = around.kind == NodeKind::map;
  const std::size_t width = is_map ? 2 : 1;
  const auto last = walk.way.back();
  if (around.items.size() == width) {  // the last one: nothing is left but brackets
    walk.nodes.pop_back(), walk.way.pop_back();
    Piece piece{.node = {.kind = around.kind}, .inline_text = is_map ? "{}" : "[]"};
    auto edited = TRY(replace(walk, piece));
    edited.root = document_.root;
    node_at(edited.root, walk.way) = piece.node;
    return edited;
  }
  const auto first = last + 1 - width;
  auto edited = around.is_block() ? TRY(cut_lines(around, first, last))
                                  : TRY(cut_from_flow(around, first, last));
  edited.root = document_.root;
  walk.way.pop_back();
  auto& items = node_at(edited.root, walk.way).items;
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(first),
              items.begin() + static_cast<std::ptrdiff_t>(last + 1));
  return edited;
}

Result<Edited> Editor::cut_lines(const Node& around, std::size_t first, std::size_t last) const {
  const auto& value = around.items[last];
  const auto head = TRY(spans_.head_of(around, last));
  const auto end = value.is_empty ? head : TRY(spans_.end_of(value, &around));
  const auto start = around.kind == NodeKind::map ? around.items[first].start : head - 1;
  if (spans_.is_first_on_line(start)) {
    return with(spans_.line_start(start), spans_.next_line(end), "");
  }
  if (last + 1 >= around.items.size() || around.kind == NodeKind::list) {
    return cannot_edit(around.items[first], "its line begins with something else,");
  }
  const auto next = around.items[last + 1].start;
  const auto between = text_.substr(end, next - end);
  if (between.find_first_not_of(" \r\n") != std::string_view::npos) {
    return cannot_edit(around.items[first], "a comment would be lost behind what is removed,");
  }
  return with(start, next, "");
}

Result<Edited> Editor::cut_from_flow(const Node& around, std::size_t first,
                                     std::size_t last) const {
  const auto end = TRY(spans_.end_of(around, nullptr));
  const bool is_simple = around.style == NodeStyle::flow && spans_.is_one_line(around.start, end);
  if (!is_simple) return cannot_edit(around, "a collection in brackets over several lines");
  if (last + 1 < around.items.size()) {
    return with(around.items[first].start, around.items[last + 1].start, "");
  }
  const auto before = TRY(spans_.end_of(around.items[first - 1], &around));
  return with(before, TRY(spans_.end_of(around.items[last], &around)), "");
}

Result<Edited> Editor::apply(const RenameKey& change) {
  if (change.path.empty()) return cannot_edit(document_.root, "a path names the whole document,");
  const auto walk = TRY(walk_to(document_.root, change.path));
  if (walk.missing > 0) return unchanged();
  const auto& around = *walk.parent();
  if (around.kind != NodeKind::map) return cannot_edit(walk.last(), "an item has no name,");
  const auto& key = around.items[walk.way.back() - 1];
  if (key.text == change.to) return unchanged();
  if (const auto* taken = find_key(around, change.to)) {
    return cannot_edit(*taken, "there is a '" + change.to + "' already");
  }
  TRY_VOID(expect_free(key));
  const auto end = TRY(spans_.end_of(key, &around));
  const auto quotes = quotes_of(key.quote);
  auto edited = with(key.start, end, write_text(change.to, quotes));
  edited.root = document_.root;
  auto way = walk.way;
  --way.back();
  node_at(edited.root, way) = text_node(change.to);
  return edited;
}

// ---- all of them

Result<std::string> edit_yaml(std::string_view text, const std::vector<Change>& changes,
                              const Limits& limits) {
  const bool has_mark = text.starts_with(byte_order_mark);
  if (has_mark) text.remove_prefix(byte_order_mark.size());
  auto root = TRY(read_yaml(text, limits));
  Document document{std::string(text), std::move(root)};
  for (const auto& change : changes) {
    Editor editor(document);
    auto edited = TRY(std::visit(
        [&](const auto& one) {
          if constexpr (requires { editor.apply(one, limits); })
            return editor.apply(one, limits);
          else
            return editor.apply(one);
        },
        change));
    auto reread = read_yaml(edited.text, limits);
    if (!reread || !same_value(*reread, edited.root)) {
      const auto& path =
          std::visit([](const auto& one) -> const Path& { return one.path; }, change);
      return failure(ErrorKind::invalid, "cannot_edit",
                     "'" + in_words(path) + "' cannot be changed safely in this text" +
                         (reread ? "" : ": " + reread.error().message));
    }
    document = {std::move(edited.text), std::move(*reread)};
  }
  return (has_mark ? std::string(byte_order_mark) : "") + document.text;
}

}  // namespace azwf::yaml
