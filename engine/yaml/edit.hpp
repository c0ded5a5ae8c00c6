// One change to a document: what its text becomes, and what that must read as.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/yaml/node.hpp"
#include "engine/yaml/span.hpp"
#include "engine/yaml/yaml.hpp"

namespace azwf::yaml {

struct Document {
  std::string text;
  Node root;
};

struct Edited {
  std::string text;
  Node root;  // as intended: the text must read as this
};

// A value to be put into a document, as it stands there.
struct Piece {
  Node node;
  std::string inline_text;         // when there are no lines
  std::vector<std::string> lines;  // without indentation
  [[nodiscard]] bool is_block() const { return !lines.empty(); }
};

// The values from the root down a path, as far as they are there.
struct Walk {
  std::vector<const Node*> nodes;
  std::vector<std::size_t> way;  // the place of each among the items of the one before
  std::size_t missing = 0;       // so many parts of the path lead on from there

  [[nodiscard]] const Node& last() const { return *nodes.back(); }
  [[nodiscard]] const Node* parent() const {
    return nodes.size() > 1 ? nodes[nodes.size() - 2] : nullptr;
  }
  [[nodiscard]] bool is_in_flow() const;
};
Result<Walk> walk_to(const Node& root, const Path& path);
Node& node_at(Node& root, const std::vector<std::size_t>& way);
std::string in_words(const Path& path);

class Editor {
 public:
  explicit Editor(const Document& document);

  Result<Edited> apply(const SetValue& change, const Limits& limits);
  Result<Edited> apply(const RemoveValue& change);
  Result<Edited> apply(const RenameKey& change);

 private:
  [[nodiscard]] Edited unchanged() const { return {document_.text, document_.root}; }
  [[nodiscard]] Edited with(std::size_t from, std::size_t to, const std::string& text) const;
  [[nodiscard]] std::string joined(const std::vector<std::string>& lines, std::size_t column) const;
  [[nodiscard]] std::string as_lines(const std::vector<std::string>& lines,
                                     std::size_t column) const;
  Result<Edited> insert_line_after(std::size_t at, const std::string& lines) const;

  Result<Edited> replace(const Walk& walk, const Piece& piece) const;
  Result<Edited> replace_by_inline(const Walk& walk, const Piece& piece) const;
  Result<Edited> replace_by_block(const Walk& walk, const Piece& piece) const;
  Result<Edited> begin_document(const Piece& piece) const;
  Result<Edited> add(const Walk& walk, const PathPart& part, const Piece& piece) const;
  Result<Edited> add_in_flow(const Node& node, const std::string& text) const;
  Result<Edited> add_key(const Node& map, const std::string& key, const Piece& piece) const;
  Result<Edited> add_item(const Node& list, const Piece& piece) const;
  Result<Edited> cut(const Walk& walk) const;
  Result<Edited> cut_from_flow(const Node& around, std::size_t first, std::size_t last) const;
  Result<Edited> cut_lines(const Node& around, std::size_t first, std::size_t last) const;
  [[nodiscard]] bool has_blank_line_above(std::size_t at) const;

  const Document& document_;
  std::string_view text_;
  Spans spans_;
  std::string feed_;      // how its lines end
  std::size_t step_ = 2;  // how much deeper a map in a map is
};

Result<Piece> piece_of(const Packed& value, const Node* replaced, bool is_in_flow,
                       std::size_t step);
Result<Piece> piece_of(const std::string& fragment, const Limits& limits);
// The piece below the keys of a path that are missing.
Result<Piece> below_keys(Piece piece, std::span<const PathPart> keys, std::size_t step);

}  // namespace azwf::yaml
