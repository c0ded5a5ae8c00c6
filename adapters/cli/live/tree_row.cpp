// Texts are cut before they are coloured, so that no colour is ever cut.
#include "adapters/cli/live/tree_row.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t id_columns = 4;
constexpr std::size_t edge_max = 100;  // durations stand no further right
constexpr std::int64_t spinner_us = 80'000;
constexpr std::int64_t minute_us = 60'000'000;

std::string indent(std::size_t depth) { return std::string(2 + 2 * depth, ' '); }

// Below the text of a head line.
std::string indent_below(std::size_t depth) { return indent(depth) + "    "; }

std::string cut(std::string text, const TreeLook& look, std::size_t used) {
  if (!look.cuts) return text;
  return clipped(text, look.columns > used ? look.columns - used : 0);
}

bool is_trying_again(const Node& node) {
  return node.kind == NodeKind::step && node.state == NodeState::waiting && node.due.us != 0;
}

std::string step_note(const Node& node, Timestamp now) {
  const auto& last = node.attempts.back();
  switch (node.state) {
    case NodeState::active:
    case NodeState::done: return last.number == 1 ? "" : fmt::format("attempt {}", last.number);
    case NodeState::in_doubt: return "nobody knows whether it happened";
    case NodeState::dropped: return "not wanted any more";
    case NodeState::failed:
      return node.attempts.size() == 1 ? "" : fmt::format("after {} attempts", last.number);
    case NodeState::waiting: break;
  }
  if (node.status == "checking") return "did it happen?";
  if (node.due.us == 0) return "to be tried again";
  const auto left_us = node.due.us - now.us;
  const auto when = left_us > 0 ? "in " + elapsed_text(left_us) : std::string("is due");
  const auto why = last.error.empty() ? std::string(to_text(last.end)) : last.error;
  return fmt::format("attempt {} {}: {}", last.number + 1, when, why);
}

std::string wait_note(const Node& node, Timestamp now) {
  if (node.state == NodeState::dropped) return "not wanted any more";
  if (node.state != NodeState::waiting || node.due.us == 0) return "";
  return node.due.us > now.us ? elapsed_text(node.due.us - now.us) + " left" : "is due";
}

// The name and the note, in their columns.
std::string middle(const Node& node, std::size_t room, const TreeLook& look) {
  const auto name = name_of(node);
  const auto note = note_of(node, look.now);
  if (!look.cuts) return name + (note.empty() ? "" : "  " + look.style.dim(note));
  const auto shown = clipped(name, room);
  const auto used = width_of(shown) + 2;
  if (note.empty() || used + 3 > room) return shown;
  return shown + "  " + look.style.dim(clipped(note, room - used));
}

}  // namespace

std::string elapsed_text(std::int64_t duration_us) {
  const auto us = std::max<std::int64_t>(duration_us, 0);
  if (us >= minute_us) return duration_text(us);
  return fmt::format("{}.{}s", us / 1'000'000, us / 100'000 % 10);
}

std::string counts_text(const NodeCounts& counts) {
  std::string text;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count == 0) return;
    text += (text.empty() ? "" : ", ") + fmt::format("{} {}", count, what);
  };
  add(counts.done, "done");
  add(counts.failed, "failed");
  add(counts.dropped, "stopped");
  add(counts.active, "running");
  add(counts.waiting, "waiting");
  return text;
}

std::string_view mark_of(const Node& node, const TreeLook& look) {
  const auto& symbols = look.symbols;
  if (node.kind == NodeKind::log) return symbols.log;
  if (node.kind == NodeKind::event) return symbols.event;
  if (node.kind == NodeKind::branch) {
    const bool is_folded = look.cuts && node.is_over() && node.counts.failed == 0;
    return is_folded ? symbols.folded_group : symbols.open_group;
  }
  switch (node.state) {
    case NodeState::active: {
      const auto turn = static_cast<std::size_t>(look.now.us / spinner_us);
      return look.turns ? symbols.spinner[turn % symbols.spinner.size()] : symbols.active;
    }
    case NodeState::waiting: return is_trying_again(node) ? symbols.again : symbols.waiting;
    case NodeState::in_doubt: return symbols.doubt;
    case NodeState::done: return symbols.done;
    case NodeState::failed: return symbols.failed;
    case NodeState::dropped: break;
  }
  return symbols.dropped;
}

Colour colour_of(const Node& node) {
  if (node.kind == NodeKind::log) return node.level == "info" ? &Style::dim : &Style::warning;
  if (node.kind == NodeKind::event) return &Style::active;
  if (node.kind == NodeKind::branch) {
    if (node.counts.failed > 0) return &Style::bad;
    return node.is_over() ? &Style::good : &Style::active;
  }
  switch (node.state) {
    case NodeState::active: return &Style::active;
    case NodeState::done: return &Style::good;
    case NodeState::failed: return &Style::bad;
    default: return &Style::warning;
  }
}

std::string name_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::branch: return "branch";
    case NodeKind::undo: return "undo " + node.label;
    case NodeKind::log: {
      const auto line = node.label.substr(0, node.label.find('\n'));
      return node.level == "info" ? line : node.level + ": " + line;
    }
    default: return node.label;
  }
}

std::string note_of(const Node& node, Timestamp now) {
  switch (node.kind) {
    case NodeKind::branch: return counts_text(node.counts);
    case NodeKind::step: return step_note(node, now);
    case NodeKind::wait: return wait_note(node, now);
    case NodeKind::event: return node.data;
    default: return "";
  }
}

std::string took_text(const Node& node, Timestamp now) {
  if (node.is_note() || node.kind == NodeKind::branch) return "";
  if (node.kind == NodeKind::step && is_settled(node.state)) {
    const auto& last = node.attempts.back();
    return last.ended.us == 0 ? "" : duration_text(last.ended.us - last.began.us);
  }
  if (node.ended.us != 0) return duration_text(node.ended.us - node.began.us);
  if (node.kind == NodeKind::step) {
    const bool goes_on = node.state == NodeState::active;
    return goes_on ? elapsed_text(now.us - node.attempts.back().began.us) : "";
  }
  return elapsed_text(now.us - node.began.us);
}

std::string head_line(const Node& node, std::size_t depth, const TreeLook& look) {
  const auto front = indent(depth);
  const auto id = padded(node.id, node.is_note() ? 0 : id_columns);
  const auto used = front.size() + 2 + width_of(id) + (id.empty() ? 0 : 1);
  const auto took = took_text(node, look.now);
  const auto edge = std::min(look.columns, edge_max);
  const auto right = took.empty() ? 0 : width_of(took) + 1;
  const auto middle_columns = edge > used + right ? edge - used - right : 0;
  const auto room = took.empty() && look.columns > used ? look.columns - used : middle_columns;
  const auto text = middle(node, room, look);
  auto line = front + (look.style.*colour_of(node))(mark_of(node, look)) + " " +
              (id.empty() ? "" : look.style.dim(id) + " ") + text;
  if (took.empty()) return line;
  const auto width = width_of(text);
  line += std::string(width < middle_columns ? middle_columns - width + 1 : 1, ' ');
  return line + look.style.dim(took);
}

std::vector<std::string> text_lines(const Node& node, std::size_t depth, const TreeLook& look) {
  std::vector<std::string> lines;
  const auto front = indent_below(depth);
  if (node.kind == NodeKind::log) {
    const auto all = lines_of(node.label);
    for (std::size_t i = 1; i < all.size(); ++i) {
      lines.push_back(indent(depth) + "  " +
                      cut(std::string(all[i]), look, indent(depth).size() + 2));
    }
  } else if (!node.error.empty() && node.state == NodeState::failed) {
    const auto place = node.place.empty() ? "" : "  " + node.place;
    const auto error = cut(node.error, look, front.size());
    const bool fits = !look.cuts || front.size() + width_of(error + place) <= look.columns;
    lines.push_back(front + look.style.bad(error) + (fits ? look.style.dim(place) : ""));
  }
  return lines;
}

std::string tail_line(std::string_view printed, std::size_t depth, const TreeLook& look) {
  const auto front = indent_below(depth);
  const auto rail = std::string(look.symbols.rail) + " ";
  return front + look.style.dim(rail + cut(std::string(printed), look, front.size() + 2));
}

std::vector<std::string> whole_lines(const Node& node, std::size_t depth, const TreeLook& look) {
  std::vector<std::string> lines;
  const bool is_bare = node.is_bare();
  if (!is_bare) {
    lines.push_back(head_line(node, depth, look));
    std::ranges::move(text_lines(node, depth, look), std::back_inserter(lines));
    for (const auto& printed : node.tail) lines.push_back(tail_line(printed, depth, look));
  }
  for (const auto& child : node.children) {
    std::ranges::move(whole_lines(*child, is_bare ? depth : depth + 1, look),
                      std::back_inserter(lines));
  }
  return lines;
}

}  // namespace azwf::cli
