// SHA-256 by its published vectors, and the texts of digests and ids.
#include "engine/base/digest.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

namespace azwf::tests {
namespace {

BOOST_AUTO_TEST_SUITE(digest)

BOOST_AUTO_TEST_CASE(sha256_gives_the_vectors_of_fips_180) {
  const std::pair<std::string, const char*> vectors[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& [text, digest] : vectors) BOOST_TEST(to_hex(sha256(text)) == digest);
}

BOOST_AUTO_TEST_CASE(pieces_hash_like_the_whole) {
  Sha256 hasher;
  for (const auto* piece : {"a", "", "b", "c"}) hasher.update(piece);
  BOOST_TEST((hasher.finish() == sha256("abc")));
  hasher.update("abc");
  BOOST_TEST((hasher.finish() == sha256("abc")));
}

BOOST_AUTO_TEST_CASE(a_domain_byte_comes_first) {
  BOOST_TEST((sha256('\x02', "ab", "c") == sha256(std::string("\x02") + "abc")));
  BOOST_TEST((sha256('\0', "abc") == sha256(std::string("\0abc", 4))));
  BOOST_TEST((sha256('\0', "abc") != sha256("abc")));
}

BOOST_AUTO_TEST_CASE(threads_hash_beside_each_other) {
  std::vector<std::jthread> threads;
  std::array<bool, 4> right{};
  for (std::size_t i = 0; i < right.size(); ++i) {
    threads.emplace_back([&right, i] {
      const auto text = std::to_string(i);
      const auto expected = sha256(text);
      right[i] = true;
      for (int round = 0; round < 1'000; ++round) right[i] &= sha256(text) == expected;
    });
  }
  threads.clear();
  for (const bool one : right) BOOST_TEST(one);
}

BOOST_AUTO_TEST_CASE(hexadecimal_reads_back) {
  const auto digest = sha256("abc");
  BOOST_TEST((digest_from_hex(to_hex(digest)) == digest));
  BOOST_TEST(to_hex(std::string_view("\0\x7f\xff", 3)) == "007fff");
}

BOOST_AUTO_TEST_CASE(what_is_no_digest_is_not_read) {
  const auto text = to_hex(sha256("abc"));
  BOOST_TEST(!digest_from_hex(""));
  BOOST_TEST(!digest_from_hex(text.substr(1)));
  BOOST_TEST(!digest_from_hex(text + "00"));
  BOOST_TEST(!digest_from_hex("BA" + text.substr(2)));
  BOOST_TEST(!digest_from_hex("g" + text.substr(1)));
}

BOOST_AUTO_TEST_CASE(a_uuid_is_written_in_five_groups) {
  Uuid uuid;
  for (std::size_t i = 0; i < 16; ++i) uuid.bytes[i] = static_cast<std::uint8_t>(0xf0 + i);
  BOOST_TEST(to_text(uuid) == "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
