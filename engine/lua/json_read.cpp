// A strict reader (RFC 8259): what other readers forgive is an error here, with line and column.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/lua/json.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  Result<Packed> read_document() {
    if (text_.size() > limits_.value_bytes_max) {
      return refuse(fmt::format("more than {} bytes", limits_.value_bytes_max));
    }
    if (!is_utf8(text_)) return refuse("the text is not UTF-8");
    Packed value{""};
    TRY_VOID(read_value(value.bytes, 0));
    skip_space();
    if (at_ < text_.size()) return refuse("there is something after the value");
    return value;
  }

 private:
  std::unexpected<Error> refuse(const std::string& what) {
    const auto before = text_.substr(0, std::min(at_, text_.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto column = before.size() - (before.rfind('\n') + 1) + 1;
    return failure(ErrorKind::invalid, "bad_json",
                   fmt::format("line {}, column {}: {}", line, column, what), "");
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
      ++at_;
    }
  }

  bool take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  Result<void> read_value(std::string& out, std::size_t depth) {
    if (++nodes_ > limits_.value_nodes_max) return refuse("too many values");
    skip_space();
    const char first = peek();
    if (first == '[' || first == '{') {
      if (depth >= limits_.value_depth_max) return refuse("nested too deep");
      ++at_;
      return first == '[' ? read_list(out, depth + 1) : read_map(out, depth + 1);
    }
    if (first == '"') {
      Packer(out).string(TRY(read_text()));
      return {};
    }
    if (first == '-' || (first >= '0' && first <= '9')) return read_number(out);
    if (take("null")) return Packer(out).nil(), Result<void>();
    if (take("true")) return Packer(out).boolean(true), Result<void>();
    if (take("false")) return Packer(out).boolean(false), Result<void>();
    return refuse(at_ < text_.size() ? "a value belongs here"
                                     : "the text ends where a value belongs");
  }

  // After an item: true when another follows, false at the end of the container.
  Result<bool> another_follows(char closing) {
    skip_space();
    if (take(",")) return true;
    if (take({&closing, 1})) return false;
    return refuse(fmt::format("',' or '{}' belongs here", closing));
  }

  Result<void> read_list(std::string& out, std::size_t depth) {
    std::string items;
    std::size_t count = 0;
    skip_space();
    bool is_open = !take("]");
    while (is_open) {
      TRY_VOID(read_value(items, depth));
      ++count;
      is_open = TRY(another_follows(']'));
    }
    Packer(out).array(count).packed(items);
    return {};
  }

  struct Member {
    std::string name;
    std::string value;
  };

  Result<Member> read_member(std::size_t depth) {
    skip_space();
    if (peek() != '"') return refuse("a member's name in \"quotes\" belongs here");
    Member member{TRY(read_text()), {}};
    skip_space();
    if (!take(":")) return refuse("':' belongs here");
    TRY_VOID(read_value(member.value, depth));
    return member;
  }

  Result<void> read_map(std::string& out, std::size_t depth) {
    std::vector<Member> members;
    skip_space();
    bool is_open = !take("}");
    while (is_open) {
      members.push_back(TRY(read_member(depth)));
      is_open = TRY(another_follows('}'));
    }
    std::ranges::sort(members, {}, &Member::name);
    const auto twice = std::ranges::adjacent_find(members, {}, &Member::name);
    if (twice != members.end()) return refuse("the member \"" + twice->name + "\" is there twice");
    Packer packer(out);
    packer.map(members.size());
    for (const auto& member : members) packer.string(member.name).packed(member.value);
    return {};
  }

  Result<void> read_number(std::string& out) {
    const auto start = at_;
    take("-");
    const bool begins_with_zero = peek() == '0';
    const auto whole = skip_digits();
    bool is_sound = whole > 0 && (!begins_with_zero || whole == 1);
    bool is_float = false;
    if (take(".")) {
      is_float = true;
      is_sound = is_sound && skip_digits() > 0;
    }
    if (take("e") || take("E")) {
      is_float = true;
      if (!take("+")) take("-");
      is_sound = is_sound && skip_digits() > 0;
    }
    if (!is_sound) return refuse("this is no number");
    return write_number(out, text_.substr(start, at_ - start), is_float);
  }

  std::size_t skip_digits() {
    const auto start = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ - start;
  }

  // An integer too large for 64 bits is an error: as a float it would be another number.
  Result<void> write_number(std::string& out, std::string_view digits, bool is_float) {
    const auto* const end = digits.data() + digits.size();
    if (is_float) {
      double number = 0;
      if (std::from_chars(digits.data(), end, number).ec != std::errc()) {
        return refuse("the number is out of range");
      }
      Packer(out).number(number);
      return {};
    }
    std::int64_t number = 0;
    if (std::from_chars(digits.data(), end, number).ec != std::errc()) {
      return refuse("the integer does not fit into 64 bits");
    }
    Packer(out).integer(number);
    return {};
  }

  Result<std::string> read_text() {
    std::string text;
    ++at_;
    while (peek() != '"') {
      if (at_ >= text_.size()) return refuse("the text ends inside \"quotes\"");
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) return refuse("a control character in a text");
      if (c == '\\') {
        TRY_VOID(read_escape(text));
      } else {
        text += c;
      }
    }
    ++at_;
    return text;
  }

  Result<void> read_escape(std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = peek();
    ++at_;
    if (letter == 'u') return read_unicode(text);
    const auto index = letters.find(letter);
    if (index == letters.npos) return refuse("there is no such escape");
    text += meanings[index];
    return {};
  }

  Result<std::uint32_t> read_hex() {
    std::uint32_t value = 0;
    const auto digits = text_.substr(std::min(at_, text_.size()), 4);
    const auto* const end = digits.data() + digits.size();
    if (digits.size() < 4 || std::from_chars(digits.data(), end, value, 16).ptr != end) {
      return refuse("\\u takes four hexadecimal digits");
    }
    at_ += 4;
    return value;
  }

  Result<void> read_unicode(std::string& text) {
    auto code = TRY(read_hex());
    if (code >= 0xd800 && code < 0xdc00) {
      if (!take("\\u")) return refuse("half of a surrogate pair");
      const auto low = TRY(read_hex());
      if (low < 0xdc00 || low > 0xdfff) return refuse("half of a surrogate pair");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else if (code >= 0xdc00 && code <= 0xdfff) {
      return refuse("half of a surrogate pair");
    }
    append_utf8(text, code);
    return {};
  }

  static void append_utf8(std::string& text, std::uint32_t code) {
    const auto tail = [&](unsigned shift) {
      text += static_cast<char>(0x80U | (code >> shift & 0x3fU));
    };
    if (code < 0x80) {
      text += static_cast<char>(code);
    } else if (code < 0x800) {
      text += static_cast<char>(0xc0U | code >> 6);
    } else if (code < 0x10000) {
      text += static_cast<char>(0xe0U | code >> 12);
      tail(6);
    } else {
      text += static_cast<char>(0xf0U | code >> 18);
      tail(12);
      tail(6);
    }
    if (code >= 0x80) tail(0);
  }

  std::string_view text_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<Packed> packed_of_json(std::string_view text, const Limits& limits) {
  return Reader(text, limits).read_document();
}

}  // namespace azwf::lua
