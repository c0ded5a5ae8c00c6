// The one place that knows yaml-cpp: its events become nodes, its exceptions errors. Nothing is
// followed here, so what is read is never larger than its text.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "engine/base/text.hpp"
#include "engine/yaml/node.hpp"
#include "engine/yaml/scalar.hpp"

namespace azwf::yaml {
namespace {

constexpr std::string_view core_tag = "tag:yaml.org,2002:";

Error error_at(std::size_t line, std::size_t column, const std::string& what) {
  return Error{ErrorKind::invalid, "bad_yaml",
               fmt::format("line {}, column {}: {}", line + 1, column + 1, what), ""};
}

Error error_at(const Node& node, const std::string& what) {
  return error_at(node.line, node.column, what);
}

// Ends the reading from inside the library's call.
struct Refused {
  Error error;
};

class Builder : public YAML::EventHandler {
 public:
  Builder(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto node = begin(mark, anchor);
    const auto rest = text_.substr(std::min(node.start, text_.size()));
    const bool is_deeper =
        open_.empty() || !open_.back().is_block() || node.column > open_.back().column;
    node.is_empty = anchor == 0 && !(is_deeper && is_null_word(rest));
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto node = begin(mark, anchor);
    node.kind = NodeKind::alias;
    add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto node = begin(mark, anchor);
    node.text = value;
    const char first = node.start < text_.size() ? text_[node.start] : ' ';
    if (tag == "!" && (first == '"' || first == '\'')) node.quote = first;
    node.style = tag == "?" ? NodeStyle::plain : NodeStyle::quoted;
    set_tag(node, tag);
    set_value(node, tag);
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(NodeKind::list, begin(mark, anchor), tag, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(NodeKind::map, begin(mark, anchor), tag, style);
  }
  void OnMapEnd() override { close(); }

 private:
  static bool is_null_word(std::string_view rest) {
    if (rest.starts_with('~')) return true;
    return std::ranges::any_of(std::array{"null", "Null", "NULL"},
                               [&](std::string_view word) { return rest.starts_with(word); });
  }

  Node begin(const YAML::Mark& mark, YAML::anchor_t anchor) {
    Node node;
    node.start = static_cast<std::size_t>(std::max(mark.pos, 0));
    node.line = static_cast<std::size_t>(std::max(mark.line, 0));
    node.column = static_cast<std::size_t>(std::max(mark.column, 0));
    node.anchor = anchor;
    if (++count_ > limits_.value_nodes_max) {
      throw Refused{error_at(node, fmt::format("more than {} values", limits_.value_nodes_max))};
    }
    return node;
  }

  static void set_tag(Node& node, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    node.has_tag = true;
    if (!tag.starts_with(core_tag)) node.tag = tag;
  }

  // What no value can hold is refused when somebody asks for the value, not before.
  static void set_value(Node& node, const std::string& tag) {
    node.value = packed_string(node.text);
    const bool is_text = tag == "!" || tag == std::string(core_tag) + "str" || !node.tag.empty();
    if (is_text) return;
    auto value = resolve_plain(node.text);
    if (!value) {
      node.problem = node.text + " is no number a value can hold";
    } else if (node.has_tag && tag != std::string(core_tag) + type_name(*value)) {
      node.problem = "its tag !!" + tag.substr(core_tag.size()) + " does not fit";
    } else {
      node.value = std::move(*value);
    }
  }

  static std::string type_name(const Packed& value) {
    switch (Unpacker(value.bytes).peek().value_or(PackedType::nil)) {
      case PackedType::boolean: return "bool";
      case PackedType::integer: return "int";
      case PackedType::number: return "float";
      case PackedType::string: return "str";
      default: return "null";
    }
  }

  void open(NodeKind kind, Node node, const std::string& tag, YAML::EmitterStyle::value style) {
    node.kind = kind;
    node.style = style == YAML::EmitterStyle::Block  ? NodeStyle::block
                 : style == YAML::EmitterStyle::Flow ? NodeStyle::flow
                                                     : NodeStyle::pair;
    set_tag(node, tag);
    if (open_.size() >= limits_.value_depth_max) {
      throw Refused{error_at(node, fmt::format("nested deeper than {}", limits_.value_depth_max))};
    }
    open_.push_back(std::move(node));
    keys_.emplace_back();
  }

  void close() {
    auto node = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& parent = open_.back();
    if (parent.kind == NodeKind::map && parent.items.size() % 2 == 0) check_key(node);
    parent.items.push_back(std::move(node));
  }

  void check_key(const Node& key) {
    if (key.kind != NodeKind::scalar || (key.value.is_nil() && key.text.empty())) {
      throw Refused{error_at(key, "a key that is no text; texts, numbers and booleans are keys")};
    }
    if (!keys_.back().insert(key.text).second) {
      throw Refused{error_at(key, "the key '" + key.text + "' is there twice")};
    }
  }

  std::string_view text_;
  const Limits& limits_;
  Node root_;
  std::vector<Node> open_;
  std::vector<std::set<std::string>> keys_;  // of the open maps
  std::size_t count_ = 0;
};

Result<void> check_text(std::string_view text, const Limits& limits) {
  if (text.size() > limits.value_bytes_max) {
    return failure(ErrorKind::invalid, "bad_yaml",
                   fmt::format("more than {} bytes", limits.value_bytes_max));
  }
  if (!is_utf8(text)) return failure(ErrorKind::invalid, "bad_yaml", "this is not UTF-8");
  if (text.contains('\0')) return failure(ErrorKind::invalid, "bad_yaml", "there is a NUL byte");
  return {};
}

}  // namespace

Result<Node> read_yaml(std::string_view text, const Limits& limits) {
  TRY_VOID(check_text(text, limits));
  std::istringstream stream{std::string(text)};
  Builder builder(text, limits);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return Node{.is_empty = true};
    auto root = builder.take();
    Builder second(text, limits);
    if (parser.HandleNextDocument(second)) {
      return std::unexpected(error_at(second.take(), "a second document begins before here"));
    }
    return root;
  } catch (const Refused& refused) {
    return std::unexpected(refused.error);
  } catch (const YAML::Exception& problem) {
    // At the text's end the parser knows only how many bytes it has read.
    const auto before = text.substr(0, static_cast<std::size_t>(std::max(problem.mark.pos, 0)));
    const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n'));
    return std::unexpected(error_at(line, before.size() - (before.rfind('\n') + 1), problem.msg));
  }
}

}  // namespace azwf::yaml
