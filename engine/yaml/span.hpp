// Where in a document's text its values end, and where the signs between them stand. The parser
// tells only where they begin; what cannot be told for certain is an error, never a guess.
#pragma once

#include <cstddef>
#include <string_view>

#include "engine/yaml/node.hpp"

namespace azwf::yaml {

class Spans {
 public:
  explicit Spans(std::string_view text) : text_(text) {}

  // Past the last byte of a value that stands in the text. `around` is the collection it is in;
  // null for the document's own.
  [[nodiscard]] Result<std::size_t> end_of(const Node& node, const Node* around) const;
  // Right behind the key's colon, or the item's dash.
  [[nodiscard]] Result<std::size_t> head_of(const Node& around, std::size_t item) const;

  [[nodiscard]] std::size_t line_start(std::size_t at) const;
  [[nodiscard]] std::size_t line_end(std::size_t at) const;   // of its line feed, or the text's end
  [[nodiscard]] std::size_t next_line(std::size_t at) const;  // past its line feed
  [[nodiscard]] bool is_one_line(std::size_t from, std::size_t to) const;
  [[nodiscard]] bool is_first_on_line(std::size_t at) const;

 private:
  [[nodiscard]] std::size_t skip_properties(const Node& node) const;
  [[nodiscard]] Result<std::size_t> end_of_scalar(const Node& node, const Node* around) const;
  [[nodiscard]] Result<std::size_t> end_of_plain(const Node& node, std::size_t at) const;
  [[nodiscard]] Result<std::size_t> end_of_quoted(const Node& node, std::size_t at) const;
  [[nodiscard]] std::size_t end_of_block_scalar(std::size_t at, const Node* around) const;
  [[nodiscard]] Result<std::size_t> end_of_items(const Node& node) const;
  [[nodiscard]] Result<std::size_t> end_of_flow(const Node& node) const;
  [[nodiscard]] std::size_t skip_blanks(std::size_t at) const;  // and comments

  std::string_view text_;
};

// Error{invalid} "cannot_edit".
std::unexpected<Error> cannot_edit(const Node& node, std::string_view why);

}  // namespace azwf::yaml
