// Values as YAML text, to stand alone or to be put into a document.
#pragma once

#include <string>
#include <vector>

#include "engine/yaml/node.hpp"
#include "engine/yaml/scalar.hpp"

namespace azwf::yaml {

// A list or map with something in it, in block style: its lines, without the indentation they get
// where they are put.
Result<std::vector<std::string>> block_lines(const Packed& value, std::size_t step);
// Anything, on one line.
Result<std::string> flow_text(const Packed& value, Quotes quotes);

bool is_full_collection(const Packed& value);

// `heads` and below them, deeper by `step`, the lines.
std::vector<std::string> below(const std::string& head, const std::vector<std::string>& lines,
                               std::size_t step);
std::vector<std::string> as_list_item(const std::vector<std::string>& lines);

}  // namespace azwf::yaml
