// A message that happens to be right is no harm: then it is answered as such.
#include "tests/bus/hostile_messages.hpp"

#include <array>
#include <functional>
#include <vector>

#include "adapters/holder/message.hpp"

namespace azwf::tests {
namespace {

using Random = std::mt19937_64;

std::string random_bytes(Random& random, std::size_t size_max) {
  std::string bytes(random() % (size_max + 1), '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

template <class T, std::size_t size>
const T& one_of(const std::array<T, size>& all, Random& random) {
  return all.at(random() % size);
}

std::uint64_t number(Random& random) {
  constexpr std::array<std::uint64_t, 8> numbers{0, 1, 2, 7, 255, 65'536, 1ULL << 32U, INT64_MAX};
  return one_of(numbers, random);
}

holder::Subscribe subscribe(Random& random) {
  const std::array<holder::From, 5> from{
      holder::FromBeginning{}, holder::FromNow{}, holder::FromPosition{{number(random)}},
      holder::FromTime{{static_cast<std::int64_t>(random())}}, holder::FromTime{{-1}}};
  holder::Subscribe request{
      .from = one_of(from, random), .credit = number(random), .proves = random() % 2 == 0};
  for (auto left = random() % 80; left > 0; --left) request.filter.types.emplace_back("*a*b?*");
  if (random() % 4 == 0) request.filter.attributes["colour"] = "*";
  return request;
}

holder::Request any_request(Random& random) {
  switch (random() % 9) {
    case 0: return holder::Hello{static_cast<std::int64_t>(number(random))};
    case 1: return holder::ReadLog{{.past = Position{number(random)}}, number(random), false};
    case 2: return holder::ReadLog{{.past = Position{number(random)}}, 1, true};
    case 3: return holder::ReadViews{random_bytes(random, 8), "", number(random)};
    case 4: return subscribe(random);
    case 5: return holder::Credit{number(random), number(random)};
    case 6: return holder::Unsubscribe{number(random)};
    case 7: return TellRun{{random_bytes(random, 20)}, RunCancelAsked{"r"}, {}, {}};
    default: break;
  }
  return EmitEvent{.event = {.id = random_bytes(random, 300), .type = random_bytes(random, 300)},
                   .stream = {random() % 2 == 0 ? "run/1" : ""},
                   .reply = {}};
}

std::string right(Random& random) {
  std::string message;
  holder::write_request(message, number(random), any_request(random));
  return message;
}

std::string changed(Random& random) {
  auto message = right(random);
  for (auto left = 1 + random() % 4; left > 0; --left) {
    message[random() % message.size()] = static_cast<char>(random());
  }
  return message;
}

std::string cut(Random& random) {
  auto message = right(random);
  message.resize(random() % message.size());
  return message;
}

std::string lengthened(Random& random) { return right(random) + random_bytes(random, 100); }

// A front, and then a value that announces more than there is.
std::string promising(Random& random) {
  constexpr std::array<std::string_view, 9> kinds{"hello", "read",  "views", "subscribe", "credit",
                                                  "emit",  "start", "tell",  "take_up"};
  static const std::array<std::string, 9> heads{
      std::string("\xdd\xff\xff\xff\xff"),
      std::string("\xdd\x7f\xff\xff\xff"),
      std::string("\xdf\xff\xff\xff\xff"),
      std::string("\xdb\xff\xff\xff\xff"),
      std::string("\xc6\xff\xff\xff\xff"),
      std::string("\xdc\xff\xff"),
      std::string("\xc9\xff\xff\xff\xff\x01"),
      std::string("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"),
      std::string("\xd3\x80\x00\x00\x00\x00\x00\x00\x00", 9)};
  std::string message;
  Packer(message)
      .array(2 + random() % 9)
      .integer(static_cast<std::int64_t>(random() % 100))
      .string(one_of(kinds, random));
  for (auto left = random() % 4; left > 0; --left) message += one_of(heads, random);
  return message + random_bytes(random, 20);
}

std::string nested(Random& random) {
  constexpr std::array<char, 3> openings{'\x91', '\x81', '\xdc'};
  std::string message;
  Packer(message).array(9).integer(3).string("emit").string("").string("a.b").string("");
  return message + std::string(random() % 100'000, one_of(openings, random));
}

std::string unknown(Random& random) {
  std::string message;
  Packer(message).array(3).integer(5).string(random_bytes(random, 30)).nil();
  return message;
}

std::string noise(Random& random) { return random_bytes(random, 1 + random() % 2'000); }

}  // namespace

std::string hostile_message(std::mt19937_64& random) {
  constexpr std::array makers{right, changed, cut, lengthened, promising, nested, unknown, noise};
  return one_of(makers, random)(random);
}

}  // namespace azwf::tests
