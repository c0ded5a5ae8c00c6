// A backtracking matcher with the meaning of Lua 5.4's. Recursion is bounded, as there; unlike
// there, work is charged as it is done.
#include "engine/lua/pattern.hpp"

#include <cstring>
#include <utility>

namespace azwf::lua {
namespace {

constexpr int depth_max = 200;
constexpr std::uint64_t charged_at_once = 256;

bool is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
bool is_alpha(unsigned char c) { return is_upper(c) || is_lower(c); }
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_graph(unsigned char c) { return c > ' ' && c < 0x7f; }

// The C locale's classes, whatever the process says.
bool is_of_class(unsigned char c, unsigned char letter) {
  bool is_member = false;
  switch (letter | 0x20) {
    case 'a': is_member = is_alpha(c); break;
    case 'c': is_member = c < ' ' || c == 0x7f; break;
    case 'd': is_member = is_digit(c); break;
    case 'g': is_member = is_graph(c); break;
    case 'l': is_member = is_lower(c); break;
    case 'p': is_member = is_graph(c) && !is_alpha(c) && !is_digit(c); break;
    case 's': is_member = c == ' ' || (c >= '\t' && c <= '\r'); break;
    case 'u': is_member = is_upper(c); break;
    case 'w': is_member = is_alpha(c) || is_digit(c); break;
    case 'x': is_member = is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); break;
    default: return letter == c;
  }
  return is_upper(letter) ? !is_member : is_member;
}

}  // namespace

Pattern::Pattern(std::string_view subject, std::string_view pattern, Charge charge)
    : subject_(subject), pattern_(pattern), charge_(std::move(charge)) {}

void Pattern::step(std::uint64_t steps) {
  uncharged_ += steps;
  if (uncharged_ < charged_at_once) return;
  charge_(uncharged_);
  uncharged_ = 0;
}

std::optional<std::size_t> Pattern::match_at(std::size_t start) {
  level_ = 0;
  depth_ = 0;
  step(4);
  const auto end = match(start, 0);
  if (end == none) return {};
  return end;
}

Capture Pattern::capture(int index) const {
  const auto& capture = captures_[static_cast<std::size_t>(index)];
  if (capture.state == Open::open) throw PatternError{"unfinished capture"};
  if (capture.state == Open::position) {
    return {{}, static_cast<std::int64_t>(capture.start) + 1};
  }
  return {subject_.substr(capture.start, capture.size), 0};
}

// Where the single item that begins at `p` ends, before any of * + - ?.
std::size_t Pattern::item_end(std::size_t p) const {
  const char first = pattern_[p++];
  if (first == '%') {
    if (p >= pattern_.size()) throw PatternError{"malformed pattern (ends with '%')"};
    return p + 1;
  }
  if (first != '[') return p;
  if (p < pattern_.size() && pattern_[p] == '^') ++p;
  do {  // look for a ']'
    if (p >= pattern_.size()) throw PatternError{"malformed pattern (missing ']')"};
    if (pattern_[p++] == '%') ++p;
  } while (p >= pattern_.size() || pattern_[p] != ']');
  return p + 1;
}

// The set from '[' at `p` to ']' at `last`.
bool Pattern::is_in_set(unsigned char c, std::size_t p, std::size_t last) const {
  bool is_plain = true;
  if (pattern_[p + 1] == '^') {
    is_plain = false;
    ++p;
  }
  while (++p < last) {
    const auto at = static_cast<unsigned char>(pattern_[p]);
    if (at == '%') {
      ++p;
      if (is_of_class(c, static_cast<unsigned char>(pattern_[p]))) return is_plain;
    } else if (pattern_[p + 1] == '-' && p + 2 < last) {
      p += 2;
      if (at <= c && c <= static_cast<unsigned char>(pattern_[p])) return is_plain;
    } else if (at == c) {
      return is_plain;
    }
  }
  return !is_plain;
}

bool Pattern::is_single_match(std::size_t s, std::size_t p, std::size_t end) const {
  if (s >= subject_.size()) return false;
  const auto c = static_cast<unsigned char>(subject_[s]);
  switch (pattern_[p]) {
    case '.': return true;
    case '%': return is_of_class(c, static_cast<unsigned char>(pattern_[p + 1]));
    case '[': return is_in_set(c, p, end - 1);
    default: return static_cast<unsigned char>(pattern_[p]) == c;
  }
}

std::size_t Pattern::match(std::size_t s, std::size_t p) {
  struct Deeper {
    explicit Deeper(int& depth) : depth_(depth) {
      if (++depth_ > depth_max) throw PatternError{"pattern too complex"};
    }
    ~Deeper() { --depth_; }
    int& depth_;
  } const deeper(depth_);

  for (;;) {
    step();
    if (p == pattern_.size()) return s;
    const char first = pattern_[p];
    if (first == '(') return start_capture(s, p + 1);
    if (first == ')') return end_capture(s, p + 1);
    if (first == '$' && p + 1 == pattern_.size()) return s == subject_.size() ? s : none;
    const char second = first == '%' && p + 1 < pattern_.size() ? pattern_[p + 1] : '\0';
    if (second == 'b' || second == 'f' || is_digit(static_cast<unsigned char>(second))) {
      s = second == 'b'   ? match_balance(s, p + 2)
          : second == 'f' ? match_frontier(s, p + 2)
                          : match_capture_again(s, p + 1);
      if (s == none) return none;
      p = second == 'b' ? p + 4 : second == 'f' ? item_end(p + 2) : p + 2;
      continue;
    }
    const auto end = item_end(p);
    const char suffix = end < pattern_.size() ? pattern_[end] : '\0';
    if (suffix == '*' || suffix == '+' || suffix == '-' || suffix == '?') {
      return match_item(s, p, end);
    }
    if (!is_single_match(s, p, end)) return none;
    ++s;
    p = end;
  }
}

// An item with a suffix.
std::size_t Pattern::match_item(std::size_t s, std::size_t p, std::size_t end) {
  switch (pattern_[end]) {
    case '*': return most(s, p, end);
    case '+': return is_single_match(s, p, end) ? most(s + 1, p, end) : none;
    case '-': return fewest(s, p, end);
    default: break;
  }
  if (is_single_match(s, p, end)) {
    const auto found = match(s + 1, end + 1);
    if (found != none) return found;
  }
  return match(s, end + 1);
}

std::size_t Pattern::most(std::size_t s, std::size_t p, std::size_t end) {
  std::size_t count = 0;
  while (is_single_match(s + count, p, end)) ++count;
  step(count / 4);
  for (;; --count) {
    const auto found = match(s + count, end + 1);
    if (found != none || count == 0) return found;
  }
}

std::size_t Pattern::fewest(std::size_t s, std::size_t p, std::size_t end) {
  for (;; ++s) {
    const auto found = match(s, end + 1);
    if (found != none) return found;
    if (!is_single_match(s, p, end)) return none;
  }
}

std::size_t Pattern::start_capture(std::size_t s, std::size_t p) {
  if (level_ >= captures_max) throw PatternError{"too many captures"};
  const bool is_position = p < pattern_.size() && pattern_[p] == ')';
  captures_[static_cast<std::size_t>(level_)] = {s, 0, is_position ? Open::position : Open::open};
  ++level_;
  const auto found = match(s, is_position ? p + 1 : p);
  if (found == none) --level_;
  return found;
}

int Pattern::capture_to_close() const {
  for (int level = level_ - 1; level >= 0; --level) {
    if (captures_[static_cast<std::size_t>(level)].state == Open::open) return level;
  }
  throw PatternError{"invalid pattern capture"};
}

std::size_t Pattern::end_capture(std::size_t s, std::size_t p) {
  auto& capture = captures_[static_cast<std::size_t>(capture_to_close())];
  capture.size = s - capture.start;
  capture.state = Open::closed;
  const auto found = match(s, p);
  if (found == none) capture.state = Open::open;
  return found;
}

std::size_t Pattern::match_balance(std::size_t s, std::size_t p) {
  if (p + 1 >= pattern_.size()) {
    throw PatternError{"malformed pattern (missing arguments to '%b')"};
  }
  const char opening = pattern_[p];
  const char closing = pattern_[p + 1];
  if (s >= subject_.size() || subject_[s] != opening) return none;
  std::size_t open_count = 1;
  for (auto at = s + 1; at < subject_.size(); ++at) {
    step();
    if (subject_[at] == closing) {
      if (--open_count == 0) return at + 1;
    } else if (subject_[at] == opening) {
      ++open_count;
    }
  }
  return none;
}

std::size_t Pattern::match_frontier(std::size_t s, std::size_t p) {
  if (p >= pattern_.size() || pattern_[p] != '[') {
    throw PatternError{"missing '[' after '%f' in pattern"};
  }
  const auto last = item_end(p) - 1;
  const auto before = s == 0 ? '\0' : static_cast<unsigned char>(subject_[s - 1]);
  const auto here = s < subject_.size() ? static_cast<unsigned char>(subject_[s]) : '\0';
  const bool is_frontier = !is_in_set(static_cast<unsigned char>(before), p, last) &&
                           is_in_set(static_cast<unsigned char>(here), p, last);
  return is_frontier ? s : none;
}

std::size_t Pattern::match_capture_again(std::size_t s, std::size_t p) {
  const int index = pattern_[p] - '1';
  if (index < 0 || index >= level_ ||
      captures_[static_cast<std::size_t>(index)].state == Open::open) {
    throw PatternError{"invalid capture index in pattern"};
  }
  if (captures_[static_cast<std::size_t>(index)].state == Open::position) return none;  // as in Lua
  const auto text = capture(index).text;
  step(text.size() / 8);
  return subject_.substr(s).starts_with(text) ? s + text.size() : none;
}

std::optional<std::size_t> find_plain(std::string_view subject, std::string_view needle,
                                      std::size_t start, const Pattern::Charge& charge) {
  if (needle.empty()) return start;
  std::uint64_t steps = 0;
  while (subject.size() - start >= needle.size()) {
    const auto* const begin = subject.data() + start;
    const auto* const found = static_cast<const char*>(
        std::memchr(begin, needle.front(), subject.size() - start - needle.size() + 1));
    if (found == nullptr) break;
    start = static_cast<std::size_t>(found - subject.data());
    steps += static_cast<std::uint64_t>(found - begin) / 16 + 1;
    std::size_t same = 1;
    while (same < needle.size() && found[same] == needle[same]) ++same;
    if (same == needle.size()) return start;
    steps += same / 4;
    if (steps > charged_at_once) charge(std::exchange(steps, 0));
    ++start;
  }
  charge(steps + subject.size() / 64);
  return {};
}

bool has_no_specials(std::string_view pattern) {
  return pattern.find_first_of("^$*+?.([%-") == pattern.npos;
}

}  // namespace azwf::lua
