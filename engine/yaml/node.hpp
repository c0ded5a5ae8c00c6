// A document as it was read: values with the places where they begin in the text. Anchors and
// aliases are kept as they stand.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"

namespace azwf::yaml {

enum class NodeKind { scalar, list, map, alias };
enum class NodeStyle { plain, quoted, block, flow, pair };  // pair: a map in a list, [a: b]

struct Node {
  NodeKind kind = NodeKind::scalar;
  NodeStyle style = NodeStyle::plain;
  std::size_t start = 0;  // in bytes, of its first property or character
  std::size_t line = 0;   // from 0
  std::size_t column = 0;
  bool is_empty = false;    // a null of which nothing stands in the text
  char quote = 0;           // what a scalar begins with, if it is one
  std::string text;         // of a scalar
  Packed value;             // of a scalar; its text, when there is a problem
  std::string problem;      // why no value can hold it; empty: one does
  std::string tag;          // written out and not of the core schema; else empty
  bool has_tag = false;     // any was written
  std::size_t anchor = 0;   // its own, or the one an alias names
  std::vector<Node> items;  // of a list; of a map: key, value, key, value …

  [[nodiscard]] bool is_block() const { return style == NodeStyle::block; }
  [[nodiscard]] std::size_t pair_count() const { return items.size() / 2; }
};

// Values and their order; not places, styles or comments. `as_written`: 0.3 is not 0.30.
bool same_value(const Node& one, const Node& other, bool as_written = false);
// The value behind a key; null without.
const Node* find_key(const Node& map, std::string_view key);

// Windows programs put one in front; it belongs to no value.
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// The one document in `text`, which has no byte order mark; a scalar null when there is none.
Result<Node> read_yaml(std::string_view text, const Limits& limits);
// A value as a document would have it.
Node node_of(const Packed& value);
Node text_node(std::string_view text);

// " at line 3, column 7"
std::string at(const Node& node);

}  // namespace azwf::yaml
