// A document, or what stands at a path of it, as a value: aliases followed, scalars typed. What
// stands elsewhere may be what no value can hold.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/yaml/node.hpp"
#include "engine/yaml/yaml.hpp"

namespace azwf::yaml {
namespace {

class Reading {
 public:
  Reading(const Node& root, const Limits& limits, Scalars scalars)
      : root_(root), limits_(limits), scalars_(scalars) {
    note_anchors(root);
  }

  Result<Packed> pack(const Node& node) {
    Packed value{""};
    TRY_VOID(pack(node, value.bytes, 0));
    return value;
  }

  // Null when nothing stands there.
  Result<const Node*> find(const Path& path) {
    const auto* node = &behind(root_);
    for (const auto& part : path) {
      const auto* member = TRY(find_member(*node, part));
      if (member == nullptr) return nullptr;
      node = &behind(*member);
    }
    return node;
  }

 private:
  void note_anchors(const Node& node) {
    if (node.kind != NodeKind::alias && node.anchor != 0) anchored_[node.anchor] = &node;
    for (const auto& item : node.items) note_anchors(item);
  }

  const Node& behind(const Node& node) {
    return node.kind == NodeKind::alias ? *anchored_.at(node.anchor) : node;
  }

  static std::unexpected<Error> refuse(const Node& node, const std::string& what) {
    return failure(ErrorKind::invalid, "bad_yaml",
                   fmt::format("line {}, column {}: {}", node.line + 1, node.column + 1, what));
  }

  // A key that is not there may be meant to come by a merge key.
  static Result<void> refuse_merge_keys(const Node& map) {
    for (std::size_t i = 0; i < map.items.size(); i += 2) {
      const auto& key = map.items[i];
      if (key.text != "<<" || key.style != NodeStyle::plain) continue;
      return refuse(key, "merge keys (<<) are not part of YAML 1.2; write the keys out");
    }
    return {};
  }

  static Result<const Node*> find_member(const Node& node, const PathPart& part) {
    if (const auto* index = std::get_if<std::int64_t>(&part)) {
      const bool is_there =
          node.kind == NodeKind::list && *index >= 1 && *index <= std::ssize(node.items);
      return is_there ? &node.items[static_cast<std::size_t>(*index - 1)] : nullptr;
    }
    if (node.kind != NodeKind::map) return nullptr;
    if (const auto* member = find_key(node, std::get<std::string>(part))) return member;
    TRY_VOID(refuse_merge_keys(node));
    return nullptr;
  }

  Result<void> pack(const Node& node, std::string& out, std::size_t depth) {
    if (++visited_ > limits_.value_nodes_max || out.size() > limits_.value_bytes_max) {
      return refuse(node, fmt::format("more than {} values or {} bytes once aliases are followed",
                                      limits_.value_nodes_max, limits_.value_bytes_max));
    }
    if (depth > limits_.value_depth_max) return refuse(node, "nested too deep, or in itself");
    if (!node.tag.empty()) return refuse(node, "there is no meaning for the tag " + node.tag);
    switch (node.kind) {
      case NodeKind::scalar: return pack_scalar(node, out);
      case NodeKind::alias: return pack(behind(node), out, depth + 1);
      case NodeKind::list: break;
      case NodeKind::map: return pack_map(node, out, depth);
    }
    Packer(out).array(node.items.size());
    for (const auto& item : node.items) TRY_VOID(pack(item, out, depth + 1));
    return {};
  }

  Result<void> pack_scalar(const Node& node, std::string& out) {
    if (scalars_ == Scalars::as_written && !node.value.is_nil()) {
      Packer(out).string(node.text);
      return {};
    }
    if (!node.problem.empty()) return refuse(node, node.problem);
    out += node.value.bytes;
    return {};
  }

  Result<void> pack_map(const Node& node, std::string& out, std::size_t depth) {
    TRY_VOID(refuse_merge_keys(node));
    std::vector<std::pair<std::string_view, std::size_t>> keys;
    for (std::size_t i = 0; i < node.items.size(); i += 2) {
      keys.emplace_back(node.items[i].text, i + 1);
    }
    std::ranges::sort(keys);
    Packer packer(out);
    packer.map(keys.size());
    for (const auto& [key, value] : keys) {
      packer.string(key);
      TRY_VOID(pack(node.items[value], out, depth + 1));
    }
    return {};
  }

  const Node& root_;
  const Limits& limits_;
  Scalars scalars_;
  std::map<std::size_t, const Node*> anchored_;
  std::size_t visited_ = 0;
};

Result<Node> read_marked(std::string_view text, const Limits& limits) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return read_yaml(text, limits);
}

}  // namespace

Result<Packed> packed_of_yaml(std::string_view text, const Limits& limits, Scalars scalars) {
  const auto root = TRY(read_marked(text, limits));
  return Reading(root, limits, scalars).pack(root);
}

Result<std::optional<Packed>> value_at(std::string_view text, const Path& path,
                                       const Limits& limits, Scalars scalars) {
  const auto root = TRY(read_marked(text, limits));
  Reading reading(root, limits, scalars);
  const auto* node = TRY(reading.find(path));
  if (node == nullptr) return std::nullopt;
  return TRY(reading.pack(*node));
}

Result<bool> has_value_at(std::string_view text, const Path& path, const Limits& limits) {
  const auto root = TRY(read_marked(text, limits));
  return TRY(Reading(root, limits, Scalars::typed).find(path)) != nullptr;
}

}  // namespace azwf::yaml
