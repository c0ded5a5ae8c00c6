// What reading requests and replies has in common. Whatever comes is bytes from outside: types and
// bounds are checked, fields that a later version added behind the known ones are passed over.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/holder/message.hpp"
#include "engine/base/text.hpp"

namespace azwf::holder {

std::unexpected<Error> bad_message(const std::string& what);

// What a list may have: a text of no bytes is a byte in a message, and many times that here.
inline constexpr std::size_t list_max = 100'000;

Result<std::uint64_t> unsigned_of(Unpacker& unpacker);
Result<std::optional<Position>> position_of(Unpacker& unpacker);
Result<std::string> text_of(Unpacker& unpacker);
// What an array announces is believed only as far as its bytes may hold it.
Result<std::vector<std::string>> texts_of(Unpacker& unpacker);
Result<Digest> digest_of(Unpacker& unpacker);

struct Front {
  std::uint64_t number = 0;
  std::string_view kind;
};
Result<Front> read_front(Unpacker& unpacker);

template <class Message> struct Reader {
  std::string_view kind;
  Result<Message> (*read)(Unpacker&);
};

template <class Message>
Result<Message> read_as(const auto& readers, std::string_view kind, Unpacker& unpacker) {
  for (const auto& reader : readers) {
    if (reader.kind == kind) return reader.read(unpacker);
  }
  return failure(ErrorKind::invalid, "unknown_message",
                 "there is no message \"" + std::string(is_utf8(kind) ? kind : "") + "\"",
                 "the other side may be a newer azwf: use the same version on both");
}

}  // namespace azwf::holder
