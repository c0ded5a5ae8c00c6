// Arguments against a descriptor, descriptors as bytes, attempts that are finished once.
#include <boost/test/unit_test.hpp>

#include "engine/lua/json.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::tests {
namespace {

OperationDescriptor copy_files() {
  return {.name = "fs.copy",
          .lua_name = "fs.copy",
          .summary = "copies",
          .positional = "from",
          .parameters = {{.name = "from",
                          .type = FieldType::list,
                          .element = FieldType::string,
                          .required = true,
                          .summary = "what"},
                         {.name = "mode", .type = FieldType::integer},
                         {.name = "share", .type = FieldType::number},
                         {.name = "data", .type = FieldType::bytes},
                         {.name = "wait", .type = FieldType::duration},
                         {.name = "tags", .type = FieldType::table},
                         {.name = "any", .type = FieldType::any}},
          .result = {{.name = "count", .type = FieldType::integer}},
          .policy = {1'000, {3, 500, 1.5, 9'000}, OnInterrupt::fail, false}};
}

std::string refusal(std::string_view json) {
  const auto arguments = lua::packed_of_json(json, Limits{});
  const auto checked = check_arguments(copy_files(), *arguments);
  return checked ? "" : checked.error().message;
}

std::string refusal_of_bytes(std::string bytes) {
  const auto checked = check_arguments(copy_files(), {std::move(bytes)});
  return checked ? "" : checked.error().message;
}

BOOST_AUTO_TEST_SUITE(arguments)

BOOST_AUTO_TEST_CASE(that_fit_pass) {
  BOOST_TEST(refusal(R"({"from":["a"]})") == "");
  BOOST_TEST(refusal(R"({"any":[1,{}],"data":"x","from":[],"mode":7,"share":2,"tags":{"a":1},)"
                     R"("wait":"10m"})") == "");
  BOOST_TEST(refusal(R"({"from":["a"],"share":0.5,"wait":1.5})") == "");
  BOOST_TEST(refusal(R"({"from":["a"],"mode":null})") == "");
}

BOOST_AUTO_TEST_CASE(that_do_not_fit_are_named) {
  BOOST_TEST(refusal("[]") == "wf.fs.copy: its arguments are a table with named fields");
  BOOST_TEST(refusal("{}") == "wf.fs.copy: 'from' is missing; a list of texts belongs there");
  BOOST_TEST(refusal(R"({"from":null})") ==
             "wf.fs.copy: 'from' is missing; a list of texts belongs there");
  BOOST_TEST(refusal(R"({"from":["a",2.5]})") ==
             "wf.fs.copy: 'from[2]' is the number 2.5; a text (UTF-8) belongs there");
  BOOST_TEST(refusal(R"({"from":{}})") ==
             "wf.fs.copy: 'from' is a table with named fields; a list of texts belongs there");
  BOOST_TEST(refusal(R"({"from":[],"mode":1.0})") ==
             "wf.fs.copy: 'mode' is the number 1; an integer belongs there");
  BOOST_TEST(refusal(R"({"from":[],"tags":[1,2]})") ==
             "wf.fs.copy: 'tags' is a list of 2; a table with named fields belongs there");
  BOOST_TEST(
      refusal(R"({"from":[],"wait":"soon"})") ==
      "wf.fs.copy: 'wait' is the text \"soon\"; a duration (\"30s\", \"10m\", or a number of "
      "seconds) belongs there");
  BOOST_TEST(refusal(R"({"data":true,"from":[]})") ==
             "wf.fs.copy: 'data' is true; a text or bytes belongs there");
  BOOST_TEST(refusal(R"({"form":[]})") ==
             "wf.fs.copy: there is no field 'form' (did you mean 'from'?)");
}

BOOST_AUTO_TEST_CASE(that_are_not_canonical_or_damaged_are_refused) {
  std::string twice;
  Packer(twice).map(2).string("from").array(0).string("from").array(0);
  BOOST_TEST(refusal_of_bytes(twice) == "wf.fs.copy: fields are not in order");
  BOOST_TEST(refusal_of_bytes("\x81\xa4"
                              "fro") != "");
  BOOST_TEST(refusal_of_bytes("") != "");
  std::string numbered;
  Packer(numbered).map(1).integer(1).nil();
  BOOST_TEST(refusal_of_bytes(numbered) != "");
}

BOOST_AUTO_TEST_CASE(durations_are_text_or_seconds) {
  const auto ms = [](std::string_view json) {
    return duration_ms_of(lua::packed_of_json(json, Limits{})->bytes).value_or(-1);
  };
  BOOST_TEST(ms("\"500ms\"") == 500);
  BOOST_TEST(ms("\"1h30m\"") == 5'400'000);
  BOOST_TEST(ms("2") == 2'000);
  BOOST_TEST(ms("0.25") == 250);
  BOOST_TEST(ms("0") == 0);
  for (const auto* const bad : {"-1", "1e10", "\"\"", "\"5\"", "\"1 m\"", "true", "[]", "null"}) {
    BOOST_TEST_CONTEXT(bad) { BOOST_TEST(ms(bad) == -1); }
  }
}

BOOST_AUTO_TEST_CASE(descriptors_come_back_from_their_bytes) {
  const auto packed = pack_descriptor(copy_files());
  const auto unpacked = unpack_descriptor(packed);
  BOOST_REQUIRE(unpacked.has_value());
  BOOST_TEST((*unpacked == copy_files()));
  BOOST_TEST((pack_descriptor(*unpacked) == packed));
}

BOOST_AUTO_TEST_CASE(damaged_descriptors_are_refused) {
  const auto packed = pack_descriptor(copy_files());
  for (std::size_t size = 0; size < packed.bytes.size(); ++size) {
    BOOST_TEST(!unpack_descriptor({packed.bytes.substr(0, size)}).has_value());
  }
  BOOST_TEST(!unpack_descriptor({packed.bytes + "\xc0"}).has_value());
}

struct Control : AttemptControl {
  void finish(Outcome outcome) override { outcomes.push_back(std::move(outcome)); }
  void on_stop(std::function<void(StopReason)>) override {}
  void progress(Packed, std::function<void(bool)>) override {}
  void alive() override {}
  std::vector<Outcome> outcomes;
};

BOOST_AUTO_TEST_CASE(attempts_are_finished_once) {
  const auto control = std::make_shared<Control>();
  {
    Attempt attempt(control);
    Attempt moved(std::move(attempt));
    std::move(moved).finish(Succeeded{});
  }
  BOOST_TEST(control->outcomes.size() == 1);
}

BOOST_AUTO_TEST_CASE(dropped_attempts_fail_as_abandoned) {
  const auto first = std::make_shared<Control>();
  const auto second = std::make_shared<Control>();
  {
    Attempt attempt(first);
    attempt = Attempt(second);
    BOOST_TEST(first->outcomes.size() == 1);
    BOOST_TEST(second->outcomes.empty());
  }
  BOOST_REQUIRE(second->outcomes.size() == 1);
  BOOST_TEST(std::get<Failed>(first->outcomes[0]).error.code == "abandoned");
  BOOST_TEST(std::get<Failed>(second->outcomes[0]).error.code == "abandoned");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
