// Fields as they stand in any message.
#include "adapters/holder/read_fields.hpp"

#include <cstring>

namespace azwf::holder {

std::unexpected<Error> bad_message(const std::string& what) {
  return failure(ErrorKind::invalid, "bad_message", "not a message of this protocol: " + what);
}

Result<std::uint64_t> unsigned_of(Unpacker& unpacker) {
  const auto value = TRY(unpacker.integer());
  if (value < 0) return bad_message("a number below 0");
  return static_cast<std::uint64_t>(value);
}

Result<std::optional<Position>> position_of(Unpacker& unpacker) {
  if (TRY(unpacker.peek()) != PackedType::nil) return Position{TRY(unsigned_of(unpacker))};
  TRY_VOID(unpacker.nil());
  return std::nullopt;
}

Result<std::string> text_of(Unpacker& unpacker) {
  std::string text(TRY(unpacker.string()));
  if (!is_utf8(text)) return bad_message("a text that is not UTF-8");
  return text;
}

Result<std::vector<std::string>> texts_of(Unpacker& unpacker) {
  std::vector<std::string> texts;
  auto left = TRY(unpacker.array());
  if (left > list_max) return bad_message("a list that is too long");
  for (; left > 0; --left) {
    texts.push_back(TRY(text_of(unpacker)));
  }
  return texts;
}

Result<Digest> digest_of(Unpacker& unpacker) {
  Digest digest;
  const auto bytes = TRY(unpacker.binary());
  if (bytes.size() != digest.bytes.size()) return bad_message("a digest of another size");
  std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return digest;
}

Result<Front> read_front(Unpacker& unpacker) {
  if (TRY(unpacker.array()) < 2) return bad_message("too few fields");
  Front front{.number = TRY(unsigned_of(unpacker))};
  front.kind = TRY(unpacker.string());
  return front;
}

}  // namespace azwf::holder
