// What is put into a document, and where: values as text, paths as values.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "engine/yaml/edit.hpp"
#include "engine/yaml/write.hpp"

namespace azwf::yaml {
namespace {

std::unexpected<Error> bad_fragment(std::string_view why) {
  return failure(ErrorKind::invalid, "cannot_edit", "the yaml to put there " + std::string(why));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto feed = std::min(text.find('\n'), text.size());
    std::string line(text.substr(0, feed));
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line.find_first_not_of(' ') == std::string::npos ? "" : line);
    text.remove_prefix(std::min(feed + 1, text.size()));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

bool has_anchor(const Node& node) {
  return node.anchor != 0 || std::ranges::any_of(node.items, has_anchor);
}

// A text keeps the quotes of the text it replaces.
Quotes kept_quotes(const Node* replaced) {
  return replaced == nullptr ? Quotes::none : quotes_of(replaced->quote);
}

Result<std::size_t> step_into(const Node& node, const PathPart& part) {
  const auto none = node.items.size();
  if (const auto* key = std::get_if<std::string>(&part)) {
    if (node.kind != NodeKind::map)
      return cannot_edit(node, "there is no map to hold '" + *key + "'");
    for (std::size_t i = 0; i < none; i += 2) {
      if (node.items[i].text == *key) return i + 1;
    }
    return none;
  }
  const auto index = std::get<std::int64_t>(part);
  if (node.kind != NodeKind::list) {
    return cannot_edit(node, fmt::format("there is no list to hold an item {}", index));
  }
  if (index < 1 || index > std::ssize(node.items) + 1) {
    return cannot_edit(node, fmt::format("there are {} items, so no item {}", none, index));
  }
  return static_cast<std::size_t>(index - 1);
}

}  // namespace

bool Walk::is_in_flow() const {
  return std::any_of(nodes.begin(), nodes.end() - 1, [](const Node* node) {
    return node->kind != NodeKind::scalar && !node->is_block();
  });
}

Result<Walk> walk_to(const Node& root, const Path& path) {
  Walk walk{.nodes = {&root}};
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto& node = walk.last();
    walk.missing = path.size() - i;
    if (node.anchor != 0) {
      return cannot_edit(node,
                         "what an anchor or alias names stands in several places: change it "
                         "by hand,");
    }
    if (node.kind == NodeKind::scalar && node.value.is_nil()) return walk;
    const auto next = TRY(step_into(node, path[i]));
    if (next >= node.items.size()) return walk;
    walk.nodes.push_back(&node.items[next]);
    walk.way.push_back(next);
  }
  walk.missing = 0;
  return walk;
}

Node& node_at(Node& root, const std::vector<std::size_t>& way) {
  auto* node = &root;
  for (const auto item : way) node = &node->items[item];
  return *node;
}

std::string in_words(const Path& path) {
  std::string text;
  for (const auto& part : path) {
    if (!text.empty()) text += '.';
    text += std::holds_alternative<std::string>(part)
                ? std::get<std::string>(part)
                : std::to_string(std::get<std::int64_t>(part));
  }
  return text;
}

Result<Piece> piece_of(const Packed& value, const Node* replaced, bool is_in_flow,
                       std::size_t step) {
  Piece piece{.node = node_of(value)};
  if (is_full_collection(value) && !is_in_flow) {
    piece.lines = TRY(block_lines(value, step));
  } else {
    piece.inline_text = TRY(flow_text(value, kept_quotes(replaced)));
  }
  return piece;
}

Result<Piece> piece_of(const std::string& fragment, const Limits& limits) {
  auto node = read_yaml(fragment, limits);
  if (!node) return bad_fragment("cannot be read: " + node.error().message);
  if (has_anchor(*node)) return bad_fragment("has anchors");
  Piece piece{.node = std::move(*node), .lines = lines_of(fragment)};
  if (piece.node.is_empty || piece.lines.empty()) return bad_fragment("is empty");
  const bool has_marker = std::ranges::any_of(piece.lines, [](const std::string& line) {
    return line.starts_with("---") || line.starts_with("...") || line.starts_with('%');
  });
  if (has_marker) return bad_fragment("has document markers");
  if (!piece.node.is_block() || piece.node.kind == NodeKind::scalar) {
    if (piece.lines.size() > 1) return bad_fragment("has several lines, but is no block");
    piece.inline_text = piece.lines[0].substr(piece.node.start);
    piece.lines.clear();
    return piece;
  }
  for (auto& line : piece.lines) {
    if (line.empty()) continue;
    if (line.find_first_not_of(' ') < piece.node.column)
      return bad_fragment("is indented unevenly");
    line.erase(0, piece.node.column);
  }
  while (piece.lines.front().empty()) piece.lines.erase(piece.lines.begin());
  return piece;
}

Result<Piece> below_keys(Piece piece, std::span<const PathPart> keys, std::size_t step) {
  for (auto part = keys.rbegin(); part != keys.rend(); ++part) {
    if (!std::holds_alternative<std::string>(*part)) {
      return failure(ErrorKind::invalid, "cannot_edit",
                     fmt::format("there is no list to hold an item {}; set the whole list",
                                 std::get<std::int64_t>(*part)));
    }
    const auto& key = std::get<std::string>(*part);
    const auto head = write_text(key, Quotes::none) + ":";
    Node map{.kind = NodeKind::map, .style = NodeStyle::block};
    map.items = {text_node(key), std::move(piece.node)};
    piece.lines = piece.is_block() ? below(head, piece.lines, step)
                                   : std::vector{head + " " + piece.inline_text};
    piece.node = std::move(map);
  }
  return piece;
}

}  // namespace azwf::yaml
