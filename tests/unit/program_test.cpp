// Programs: the modules a script names, the bundle's bytes, and what cannot be a program.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "engine/base/nearest.hpp"
#include "engine/program/program.hpp"
#include "engine/program/require_scan.hpp"
#include "engine/runtime/program_store.hpp"

namespace azwf::tests {
namespace {

std::string scanned(std::string_view text) {
  std::string names;
  for (const auto& [name, line] : required_modules(text)) {
    names += fmt::format("{}:{} ", name, line);
  }
  return names;
}

using Modules = std::map<std::string, std::string>;

Result<Program> build(std::string text, const Modules& modules = {}, const Limits& limits = {}) {
  const auto read_module = [&](std::string_view name) -> Result<Source> {
    const auto found = modules.find(std::string(name));
    if (found != modules.end()) return Source{"", found->first + ".lua", found->second};
    return failure(ErrorKind::not_found, "no_such_module",
                   fmt::format("no such file: {}.lua", name), "write it");
  };
  const std::vector<Source> library = {{"wf.b", "wf/b.lua", "b"}, {"wf.a", "wf/a.lua", "a"}};
  return build_program({"", "main.lua", std::move(text)}, read_module, library,
                       {{.name = "z.last"}, {.name = "a.first"}}, limits);
}

std::string refusal(std::string text, const Modules& modules = {}, const Limits& limits = {}) {
  const auto program = build(std::move(text), modules, limits);
  return program ? "" : program.error().message;
}

// A store of blobs whose disk says nothing but this.
class FailingBlobs : public BlobStore {
 public:
  explicit FailingBlobs(ErrorKind kind) : error_{kind, "code", "what happened", "hint"} {}
  Result<std::unique_ptr<BlobWriter>> put() override { return std::unexpected(error_); }
  Result<std::unique_ptr<BlobReader>> get(const Digest&) override {
    return std::unexpected(error_);
  }
  Result<std::optional<BlobRef>> stat(const Digest&) override { return std::unexpected(error_); }
  Result<std::string> piece(const Digest&, std::uint64_t, std::size_t) override {
    return std::unexpected(error_);
  }

 private:
  Error error_;
};

BOOST_AUTO_TEST_SUITE(programs)

BOOST_AUTO_TEST_CASE(only_one_that_is_not_there_is_called_damage) {
  const auto kind_for = [](ErrorKind kind) {
    FailingBlobs blobs(kind);
    return ProgramStore(blobs).get({}).error().kind;
  };
  BOOST_TEST((kind_for(ErrorKind::not_found) == ErrorKind::damaged));
  BOOST_TEST((kind_for(ErrorKind::refused) == ErrorKind::refused));
  BOOST_TEST((kind_for(ErrorKind::unavailable) == ErrorKind::unavailable));
}

BOOST_AUTO_TEST_CASE(requires_are_seen_in_every_form) {
  BOOST_TEST(scanned("require 'a' require \"b\" require('c') require( \"d\" ) require [[e]]") ==
             "a:1 b:1 c:1 d:1 e:1 ");
  BOOST_TEST(scanned("local x = require\n'a'\nrequire[==[b]==]") == "a:2 b:3 ");
  BOOST_TEST(scanned("local a, b = require 'x', require 'y'") == "x:1 y:1 ");
  BOOST_TEST(scanned("require 'x'.run()\nrequire('y'):run()") == "x:1 y:2 ");
}

BOOST_AUTO_TEST_CASE(what_is_no_require_is_not_taken_for_one) {
  const char* const texts[] = {
      "-- require 'a'",
      "--[[ require 'a'\n require 'b' ]]",
      "--[==[ ]] require 'a' ]==]",
      "local s = \"require 'a'\"",
      "local s = [[require 'a']]",
      "local s = [=[ ]] require 'a' ]=]",
      "local s = 'it\\'s require \"a\"'",
      "local s = 'a\\\nrequire \"b\"'",
      "local s = 'x\\z\n  require \"b\"'",
      "t.require 'a' t:require 'b'",
      "require(name) require 'a\\x62' local require = 1",
      "my_require 'a' require2 'b'",
      "#!/usr/bin/lua require 'a'",
      "require",
      "require(",
      "require 'unfinished",
      "--[[ unfinished",
      "x = 1..2 y = 0x1p4 z = a..'require'",
  };
  for (const char* const text : texts) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(scanned(text) == (std::string_view(text).ends_with("unfinished") && text[0] == 'r'
                                       ? "unfinished:1 "
                                       : ""));
    }
  }
}

BOOST_AUTO_TEST_CASE(lines_are_counted_through_strings_and_comments) {
  BOOST_TEST(scanned("--[[\n\n]] local s = [[\n\n]]\n'\\\n'\nrequire 'a'") == "a:8 ");
  BOOST_TEST(scanned("local s = '\\z\n\n  x' require 'a'") == "a:3 ");
}

BOOST_AUTO_TEST_CASE(modules_are_followed_once_each) {
  const auto program = build("require 'a' require 'lib.b' require 'wf.a' require 'wf'",
                             {{"a", "require 'lib.b'"}, {"lib.b", "require 'a'"}, {"c", ""}});
  BOOST_REQUIRE(program.has_value());
  BOOST_REQUIRE(program->modules.size() == 2);
  BOOST_TEST(program->modules[0].name == "a");
  BOOST_TEST(program->modules[1].name == "lib.b");
  BOOST_TEST(program->modules[1].path == "lib.b.lua");
  BOOST_TEST(program->main.name == "main");
  BOOST_TEST(program->library[0].name == "wf.a");
  BOOST_TEST(program->operations[0].name == "a.first");
  BOOST_TEST(program->operation("z.last") == &program->operations[1]);
  BOOST_TEST(program->operation("m") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named_with_its_place) {
  BOOST_TEST(refusal("\nrequire 'gone'") == "main.lua:2: require \"gone\": no such file: gone.lua");
  BOOST_TEST(refusal("require 'a'", {{"a", "\n\nrequire 'gone'"}}) ==
             "a.lua:3: require \"gone\": no such file: gone.lua");
  BOOST_TEST(refusal("require 'wf.aa'") ==
             "main.lua:1: require \"wf.aa\": the wf library has no such module (did you mean "
             "'wf.a'?)");
  for (const auto* const name : {"", "../x", "a/b", ".a", "a.", "a..b", "a b"}) {
    BOOST_TEST(refusal(fmt::format("require '{}'", name)) ==
               fmt::format("main.lua:1: require \"{}\": this is no module name", name));
  }
}

BOOST_AUTO_TEST_CASE(sizes_are_limited) {
  Limits limits;
  limits.script_bytes_max = 11;
  limits.script_modules_max = 1;
  BOOST_TEST(refusal("require 'a'", {{"a", "12345678901"}}, limits) == "");
  BOOST_TEST(refusal("require 'a'", {{"a", "123456789012"}}, limits) ==
             "a.lua has 12 bytes, 11 are allowed");
  limits.script_bytes_max = 100;
  BOOST_TEST(refusal("require 'a' require 'b'", {{"a", ""}, {"b", ""}}, limits) ==
             "main.lua:1: require \"b\": 1 modules are loaded already");
}

BOOST_AUTO_TEST_CASE(bundles_come_back_from_their_bytes) {
  const auto program = build("require 'a'", {{"a", "return '\xff'"}});
  const auto bytes = pack_program(*program);
  const auto again = unpack_program(bytes);
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST((again->digest == program->digest));
  BOOST_TEST((again->main == program->main));
  BOOST_TEST((again->modules == program->modules));
  BOOST_TEST((again->library == program->library));
  BOOST_TEST((again->operations == program->operations));
  BOOST_TEST(pack_program(*again) == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    BOOST_REQUIRE(!unpack_program(std::string_view(bytes).substr(0, size)).has_value());
  }
}

BOOST_AUTO_TEST_CASE(what_is_in_a_bundle_changes_its_digest) {
  const auto one = build("require 'a'", {{"a", "1"}});
  const auto other_module = build("require 'a'", {{"a", "2"}});
  const auto other_main = build("require  'a'", {{"a", "1"}});
  BOOST_TEST((one->digest != other_module->digest));
  BOOST_TEST((one->digest != other_main->digest));
  BOOST_TEST((one->digest == build("require 'a'", {{"a", "1"}})->digest));
}

BOOST_AUTO_TEST_CASE(a_program_of_a_newer_azwf_is_refused) {
  auto program = *build("");
  program.semantics = current_semantics + 1;
  const auto read = unpack_program(pack_program(program));
  BOOST_REQUIRE(!read.has_value());
  BOOST_TEST(read.error().code == "unknown_semantics");
}

BOOST_AUTO_TEST_CASE(names_that_were_meant_are_found) {
  const std::vector<std::string> known = {"timeout", "retry", "name", "on_interrupt", "warn"};
  const auto nearest = [&](std::string_view wanted) { return nearest_name(wanted, known); };
  BOOST_TEST(nearest("timeut") == "timeout");
  BOOST_TEST(nearest("tiemout") == "timeout");
  BOOST_TEST(nearest("rtry") == "retry");
  BOOST_TEST(nearest("nmae") == "name");
  BOOST_TEST(nearest("on-interrupt") == "on_interrupt");
  BOOST_TEST(nearest("warning") == "warn");
  BOOST_TEST(nearest("time") == "timeout");
  BOOST_TEST(nearest("zzz") == "");
  BOOST_TEST(nearest("") == "");
  BOOST_TEST(nearest(std::string(1000, 'x')) == "");
  BOOST_TEST(did_you_mean("nam", known) == " (did you mean 'name'?)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
