// What every operation keeps. A new one gets a line in `samples`.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <regex>
#include <set>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

namespace {

struct Sample {
  std::string operation;
  Arguments quick;                    // succeeds, soon
  std::optional<Arguments> failing;   // fails, soon
  std::optional<Arguments> endless;   // goes on until it is stopped
  std::optional<Arguments> printing;  // succeeds, printing more than a result holds

  friend std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.operation;
  }
};

const std::map<std::string, std::string> absent{{"kind", "absent"}};
const std::map<std::string, std::string> folder{{"kind", "folder"}};

std::vector<Sample> samples() {
  return {
      {"process.run", argv({"true"}), argv({"false"}), argv({"sleep", "60"}),
       argv({"seq", "1", "9999"})},
      {"process.shell", script("true"), script("exit 1"), script("sleep 60"), script("seq 1 9999")},
      {"files.read", path("sample"), path("missing"), {}, {}},
      {"files.list", Arguments(), path("missing"), {}, {}},
      {"files.stat", path("sample"), path("/etc/passwd"), {}, {}},
      {"files.sha256", path("sample"), path("missing"), path("huge"), {}},
      {"files.write",
       path("new").text("content", "x"),
       path("folder").text("content", "x"),
       {},
       {}},
      {"files.copy",
       from("sample").text("to", "copy"),
       from("missing").text("to", "copy"),
       from("huge").text("to", "copy"),
       {}},
      {"files.move", from("sample").text("to", "moved"), from("missing").text("to", "m"), {}, {}},
      {"files.remove", path("sample"), path("missing"), {}, {}},
      {"files.mkdir", path("a"), path("a/b"), {}, {}},
      {"files.symlink",
       path("link").text("target", "sample"),
       path("sample").text("target", "x"),
       {},
       {}},
      {"files.restore",
       path("sample").table("before", absent).table("after", absent).flag("force"),
       path("sample").table("before", absent).table("after", folder),
       {},
       {}},
      {"debug.echo", Arguments().text("value", "x"), Arguments().text("fail", "broken"), {}, {}},
  };
}

bool is_one_line(const std::string& text) { return !text.empty() && !text.contains('\n'); }

bool is_named_well(const Field& field) {
  return std::regex_match(field.name, std::regex("[a-z][a-z0-9_]*")) && is_one_line(field.summary);
}

std::set<std::string> names_of(const std::vector<Field>& fields) {
  std::set<std::string> names;
  for (const auto& field : fields) names.insert(field.name);
  return names;
}

std::set<std::string> keys_of(const Packed& map) {
  std::set<std::string> keys;
  Unpacker unpacker(map.bytes);
  for (auto size = unpacker.map().value(); size > 0; --size) {
    keys.emplace(unpacker.string().value());
    BOOST_REQUIRE(unpacker.value());
  }
  return keys;
}

// Names that every call has besides the operation's own parameters.
const std::set<std::string> taken{"name", "timeout", "retry", "on_interrupt", "check"};

struct Contract : Workshop {
  Contract() {
    std::ofstream(home / "sample") << "a sample";
    std::filesystem::create_directory(home / "folder");
    std::ofstream(home / "huge").close();
    std::filesystem::resize_file(home / "huge", Limits{}.file_bytes_max);  // a hole
  }
  const OperationDescriptor& descriptor(const Sample& sample) {
    Operation* operation = catalog.find(sample.operation);
    BOOST_REQUIRE(operation != nullptr);
    return operation->descriptor();
  }
};

}  // namespace

namespace data = boost::unit_test::data;

BOOST_FIXTURE_TEST_SUITE(contract, Contract)

BOOST_AUTO_TEST_CASE(every_operation_has_a_sample) {
  std::set<std::string> sampled;
  for (const auto& sample : samples()) sampled.insert(sample.operation);
  std::set<std::string> offered;
  for (const auto& descriptor : catalog.descriptors()) offered.insert(descriptor.name);
  BOOST_TEST(sampled == offered, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_two_share_a_lua_name) {
  std::set<std::string> lua_names;
  for (const auto& descriptor : catalog.descriptors()) {
    const bool is_new = descriptor.lua_name.empty() || lua_names.insert(descriptor.lua_name).second;
    BOOST_TEST(is_new);
  }
}

BOOST_DATA_TEST_CASE_F(Contract, it_describes_itself, data::make(samples()), sample) {
  const auto& described = descriptor(sample);
  BOOST_TEST(std::regex_match(described.name, std::regex("[a-z]+\\.[a-z_][a-z0-9_]*")));
  BOOST_TEST(std::regex_match(described.lua_name, std::regex("([a-z]+\\.)?[a-z_][a-z0-9_]*")));
  BOOST_TEST(is_one_line(described.summary));
  for (const auto& field : described.parameters) {
    BOOST_TEST_CONTEXT(field.name) {
      BOOST_TEST(is_named_well(field));
      BOOST_TEST(!taken.contains(field.name));
    }
  }
  for (const auto& field : described.result) BOOST_TEST(is_named_well(field));
  const auto parameters = names_of(described.parameters);
  BOOST_TEST(parameters.size() == described.parameters.size());
  BOOST_TEST((described.positional.empty() || parameters.contains(described.positional)));
}

BOOST_DATA_TEST_CASE_F(Contract, its_descriptor_can_be_stored, data::make(samples()), sample) {
  const auto& described = descriptor(sample);
  const auto restored = unpack_descriptor(pack_descriptor(described));
  BOOST_REQUIRE(restored.has_value());
  BOOST_TEST((*restored == described));
}

BOOST_DATA_TEST_CASE_F(Contract, unknown_and_missing_arguments_are_named, data::make(samples()),
                       sample) {
  const auto& described = descriptor(sample);
  const auto unknown = check_arguments(described, Arguments().text("no_such", "x").packed());
  BOOST_REQUIRE(!unknown.has_value());
  BOOST_TEST((unknown.error().kind == ErrorKind::invalid));
  for (const auto& field : described.parameters) {
    if (!field.required) continue;
    const auto missing = check_arguments(described, sample.quick.without(field.name).packed());
    BOOST_REQUIRE(!missing.has_value());
    BOOST_TEST(missing.error().message.contains(field.name));
  }
}

BOOST_DATA_TEST_CASE_F(Contract, it_finishes_once_with_the_fields_described, data::make(samples()),
                       sample) {
  const auto step = begin(sample.operation, sample.quick);
  const auto& done = std::get<Succeeded>(step->await());
  const auto fields = names_of(descriptor(sample).result);
  if (!fields.empty()) {
    BOOST_TEST(keys_of(done.result) == fields, boost::test_tools::per_element());
  }
  BOOST_TEST(validate_packed(done.result.bytes, Limits{}).has_value());
  step->ask_to_stop(StopReason::cancel);
  BOOST_TEST(step->finishes() == 1);
}

BOOST_DATA_TEST_CASE_F(Contract, its_failures_are_structured, data::make(samples()), sample) {
  if (!sample.failing) return;
  const auto failed = fail(sample.operation, *sample.failing);
  BOOST_TEST(std::regex_match(failed.error.code, std::regex("[a-zA-Z0-9_]+")));
  BOOST_TEST(is_one_line(failed.error.message));
  BOOST_TEST(validate_packed(failed.error.details.bytes, Limits{}).has_value());
}

BOOST_DATA_TEST_CASE_F(Contract, it_stops_when_told, data::make(samples()), sample) {
  if (!sample.endless) return;
  for (const auto why : {StopReason::cancel, StopReason::shutdown, StopReason::timeout}) {
    const auto step = begin(sample.operation, *sample.endless);
    BOOST_TEST(step->finishes() == 0);
    BOOST_TEST((stop(step, why).why == why));
    BOOST_TEST(step->finishes() == 1);
  }
}

BOOST_DATA_TEST_CASE_F(Contract, its_output_is_kept_when_told, data::make(samples()), sample) {
  if (!sample.printing) return;
  const auto done = succeed(sample.operation, *sample.printing);
  BOOST_REQUIRE(done.output.has_value());
  BOOST_TEST(blob(done.output).size() == done.output->size);
}

BOOST_DATA_TEST_CASE_F(Contract, a_step_that_never_was_is_gone, data::make(samples()), sample) {
  Operation* operation = catalog.find(sample.operation);
  BOOST_TEST(operation->make_sure_gone(RunId{"never"}, StepId{"0/1"}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
