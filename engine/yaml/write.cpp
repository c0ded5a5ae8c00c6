// Lists and maps that hold nothing stand on one line; all others have a line for each member.
#include "engine/yaml/write.hpp"

#include "engine/yaml/yaml.hpp"

namespace azwf::yaml {
namespace {

constexpr std::size_t default_step = 2;

using Lines = std::vector<std::string>;

void append(Lines& lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

Result<Lines> member_lines(const std::string& head, const Packed& value, std::size_t step) {
  if (is_full_collection(value)) {
    const auto lines = TRY(block_lines(value, step));
    return below(head, lines, step);
  }
  const auto text = TRY(flow_text(value, Quotes::none));
  return Lines{head + " " + text};
}

Result<Lines> item_lines(const Packed& value, std::size_t step) {
  if (is_full_collection(value)) {
    const auto lines = TRY(block_lines(value, step));
    return as_list_item(lines);
  }
  const auto text = TRY(flow_text(value, Quotes::none));
  return Lines{"- " + text};
}

Packed take(Unpacker& unpacker) { return Packed{std::string(unpacker.value().value())}; }

}  // namespace

bool is_full_collection(const Packed& value) {
  Unpacker unpacker(value.bytes);
  const auto type = unpacker.peek().value();
  if (type == PackedType::array) return unpacker.array().value() > 0;
  return type == PackedType::map && unpacker.map().value() > 0;
}

std::vector<std::string> below(const std::string& head, const Lines& lines, std::size_t step) {
  Lines all{head};
  const std::string indent(step, ' ');
  for (const auto& line : lines) all.push_back(line.empty() ? line : indent + line);
  return all;
}

std::vector<std::string> as_list_item(const Lines& lines) {
  Lines all;
  for (const auto& line : lines) {
    all.push_back((all.empty() ? "- " : line.empty() ? "" : "  ") + line);
  }
  return all;
}

Result<std::vector<std::string>> block_lines(const Packed& value, std::size_t step) {
  Unpacker unpacker(value.bytes);
  Lines lines;
  if (TRY(unpacker.peek()) == PackedType::array) {
    for (auto size = TRY(unpacker.array()); size > 0; --size) {
      append(lines, TRY(item_lines(take(unpacker), step)));
    }
    return lines;
  }
  for (auto size = TRY(unpacker.map()); size > 0; --size) {
    const auto key = write_text(TRY(unpacker.string()), Quotes::none);
    append(lines, TRY(member_lines(key + ":", take(unpacker), step)));
  }
  return lines;
}

Result<std::string> flow_text(const Packed& value, Quotes quotes) {
  Unpacker unpacker(value.bytes);
  const auto type = TRY(unpacker.peek());
  std::string text;
  if (type == PackedType::array) {
    for (auto size = TRY(unpacker.array()); size > 0; --size) {
      const auto item = TRY(flow_text(take(unpacker), Quotes::none));
      text += (text.empty() ? "" : ", ") + item;
    }
    return "[" + text + "]";
  }
  if (type != PackedType::map) return write_scalar(value, quotes);
  for (auto size = TRY(unpacker.map()); size > 0; --size) {
    const auto key = TRY(unpacker.string());
    const auto member = TRY(flow_text(take(unpacker), Quotes::none));
    text += (text.empty() ? "" : ", ") + write_text(key, Quotes::none) + ": " + member;
  }
  return "{" + text + "}";
}

Result<std::string> yaml_of(const Packed& value) {
  if (!is_full_collection(value)) return TRY(flow_text(value, Quotes::none)) + "\n";
  std::string text;
  for (const auto& line : TRY(block_lines(value, default_step))) text += line + "\n";
  return text;
}

}  // namespace azwf::yaml
