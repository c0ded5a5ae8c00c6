// Lua's patterns, matched within a budget: every step is counted, so that no pattern, however it is
// nested, can run on unseen. Knows nothing of Lua states.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace azwf::lua {

// A malformed pattern, or one that nests too deep; `what` is for the script.
struct PatternError {
  const char* what;
};

// What a pair of parentheses matched: a part of the subject, or a position "()" from 1.
struct Capture {
  std::string_view text;
  std::int64_t position = 0;  // not 0: a position capture
};

class Pattern {
 public:
  static constexpr int captures_max = 32;
  // Told of work in steps of matching; may throw.
  using Charge = std::function<void(std::uint64_t steps)>;

  // `pattern` without the anchor "^"; both texts must outlive this.
  Pattern(std::string_view subject, std::string_view pattern, Charge charge);

  // Where a match that begins at `start` ends. Throws PatternError.
  std::optional<std::size_t> match_at(std::size_t start);
  // Of the last match.
  [[nodiscard]] int capture_count() const { return level_; }
  [[nodiscard]] Capture capture(int index) const;

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Open {
    std::size_t start = 0;
    std::size_t size = 0;
    enum { open, closed, position } state = open;
  };

  std::size_t match(std::size_t s, std::size_t p);
  std::size_t match_item(std::size_t s, std::size_t p, std::size_t item_end);
  std::size_t most(std::size_t s, std::size_t p, std::size_t item_end);
  std::size_t fewest(std::size_t s, std::size_t p, std::size_t item_end);
  std::size_t start_capture(std::size_t s, std::size_t p);
  std::size_t end_capture(std::size_t s, std::size_t p);
  std::size_t match_balance(std::size_t s, std::size_t p);
  std::size_t match_frontier(std::size_t s, std::size_t p);
  std::size_t match_capture_again(std::size_t s, std::size_t p);
  [[nodiscard]] std::size_t item_end(std::size_t p) const;
  [[nodiscard]] bool is_single_match(std::size_t s, std::size_t p, std::size_t item_end) const;
  [[nodiscard]] bool is_in_set(unsigned char c, std::size_t p, std::size_t last) const;
  int capture_to_close() const;
  void step(std::uint64_t steps = 1);

  std::string_view subject_;
  std::string_view pattern_;
  Charge charge_;
  std::array<Open, captures_max> captures_;
  int level_ = 0;
  int depth_ = 0;
  std::uint64_t uncharged_ = 0;
};

// Where `needle` lies in `subject` from `start` on, as a plain text; work is charged.
std::optional<std::size_t> find_plain(std::string_view subject, std::string_view needle,
                                      std::size_t start, const Pattern::Charge& charge);
bool has_no_specials(std::string_view pattern);

}  // namespace azwf::lua
