// azwf show --timeline: every attempt and every wait from the column where it began to the one
// where it ended, at least one wide; what lies between attempts waits.
#include <algorithm>

#include "adapters/cli/live/tree_row.hpp"
#include "adapters/cli/show_run.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t took_columns = 8;
constexpr std::size_t bar_columns_min = 10;
constexpr std::size_t name_columns_max = 36;
constexpr std::size_t tick_columns = 16;  // at least, from one to the next

enum class Ink { none, waiting, good, active, bad };

class Timeline {
 public:
  Timeline(const RunState& state, const ShowOptions& options)
      : options_(options),
        look_{.now = options.now, .style = options.style, .symbols = options.symbols},
        begin_us_(state.started_at.us),
        end_us_(std::max((state.ended() ? state.ended_at : options.now).us, begin_us_ + 1)) {}

  std::string text(const RunTree& tree) {
    for (const auto& root : tree.roots()) measure(*root, 0);
    const auto third = std::max<std::size_t>(options_.columns / 3, bar_columns_min);
    name_columns_ = std::min({name_columns_, name_columns_max, third});
    const auto used = name_columns_ + 2 + 1 + took_columns;
    bar_columns_ = std::max(options_.columns - std::min(options_.columns, used), bar_columns_min);
    for (const auto& root : tree.roots()) add(*root, 0);
    return text_.empty() ? "" : axis() + text_;
  }

 private:
  static bool is_shown(const Node& node) { return !node.is_note() && !node.is_bare(); }

  [[nodiscard]] std::string name(const Node& node, std::size_t depth) const {
    const auto front = std::string(2 * depth, ' ') + std::string(mark_of(node, look_)) + " ";
    return front + node.id + " " + name_of(node);
  }

  void measure(const Node& node, std::size_t depth) {
    if (is_shown(node)) name_columns_ = std::max(name_columns_, width_of(name(node, depth)));
    for (const auto& child : node.children) measure(*child, is_shown(node) ? depth + 1 : depth);
  }

  void add(const Node& node, std::size_t depth) {
    if (is_shown(node)) add_row(node, depth);
    for (const auto& child : node.children) add(*child, is_shown(node) ? depth + 1 : depth);
  }

  void add_row(const Node& node, std::size_t depth) {
    const auto text = padded(clipped(name(node, depth), name_columns_), name_columns_);
    auto line = text + "  " + bars(node) + " " + took_text(node, options_.now);
    while (line.ends_with(' ')) line.pop_back();
    text_ += line + "\n";
  }

  [[nodiscard]] std::string bars(const Node& node) const {
    std::vector<Ink> inks(bar_columns_, Ink::none);
    if (node.kind == NodeKind::wait) paint(inks, node.began, node.ended, Ink::waiting);
    for (std::size_t i = 0; i < node.attempts.size(); ++i) {
      const auto& attempt = node.attempts[i];
      if (i > 0) paint(inks, node.attempts[i - 1].ended, attempt.began, Ink::waiting);
      paint(inks, attempt.began, attempt.ended, ink_of(attempt));
    }
    const bool waits = !node.attempts.empty() && node.state == NodeState::waiting;
    if (waits) paint(inks, node.attempts.back().ended, {}, Ink::waiting);
    for (std::size_t i = 0; i < node.attempts.size(); ++i) {  // none is hidden by what waits
      const auto& attempt = node.attempts[i];
      paint(inks, attempt.began, attempt.ended, ink_of(attempt));
    }
    return drawn(inks);
  }

  static Ink ink_of(const AttemptNode& attempt) {
    if (attempt.end == AttemptEnd::succeeded) return Ink::good;
    return attempt.end == AttemptEnd::none ? Ink::active : Ink::bad;
  }

  [[nodiscard]] std::size_t column_of(std::int64_t us) const {
    const auto part = static_cast<double>(std::clamp(us, begin_us_, end_us_) - begin_us_) /
                      static_cast<double>(end_us_ - begin_us_);
    return static_cast<std::size_t>(part * static_cast<double>(bar_columns_));
  }

  void paint(std::vector<Ink>& inks, Timestamp began, Timestamp ended, Ink ink) const {
    const auto from = std::min(column_of(began.us), bar_columns_ - 1);
    const auto to = column_of(ended.us == 0 ? end_us_ : ended.us);
    for (auto i = from; i < std::max(to, from + 1); ++i) inks[i] = ink;
  }

  [[nodiscard]] std::string drawn(const std::vector<Ink>& inks) const {
    std::string text;
    for (std::size_t i = 0; i < inks.size();) {
      std::size_t end = i;
      std::string piece;
      for (; end < inks.size() && inks[end] == inks[i]; ++end) piece += glyph(inks[i]);
      text += coloured(inks[i], piece);
      i = end;
    }
    return text;
  }

  [[nodiscard]] std::string_view glyph(Ink ink) const {
    switch (ink) {
      case Ink::none: return " ";
      case Ink::waiting: return options_.symbols.waiting_bar;
      case Ink::bad: return options_.symbols.failed_bar;
      default: return options_.symbols.bar;
    }
  }

  [[nodiscard]] std::string coloured(Ink ink, const std::string& text) const {
    switch (ink) {
      case Ink::none: return text;
      case Ink::waiting: return options_.style.warning(text);
      case Ink::good: return options_.style.good(text);
      case Ink::active: return options_.style.active(text);
      case Ink::bad: break;
    }
    return options_.style.bad(text);
  }

  // The time since the start at the left end, at the right end, and in between where there is room.
  [[nodiscard]] std::string axis() const {
    const auto parts = std::max<std::size_t>(bar_columns_ / tick_columns, 1);
    std::string line;
    for (std::size_t i = 0; i < parts; ++i) {
      const auto part =
          static_cast<std::int64_t>(i) * (end_us_ - begin_us_) / static_cast<std::int64_t>(parts);
      line += padded("|" + elapsed_text(part), tick_width(i, parts));
    }
    const auto front = std::string(name_columns_ + 2, ' ');
    return options_.style.dim(front + line + "|" + elapsed_text(end_us_ - begin_us_)) + "\n";
  }

  [[nodiscard]] std::size_t tick_width(std::size_t i, std::size_t parts) const {
    return (i + 1) * bar_columns_ / parts - i * bar_columns_ / parts;
  }

  const ShowOptions& options_;
  TreeLook look_;
  std::int64_t begin_us_;
  std::int64_t end_us_;
  std::size_t name_columns_ = 0;
  std::size_t bar_columns_ = 0;
  std::string text_;
};

}  // namespace

std::string timeline(const RunTree& tree, const RunState& state, const ShowOptions& options) {
  return Timeline(state, options).text(tree);
}

}  // namespace azwf::cli
