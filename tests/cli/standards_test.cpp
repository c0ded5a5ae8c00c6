// Events as CloudEvents and CDEvents: everything printed fits the shapes of cdevents.shapes.
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "adapters/cli/event_text.hpp"
#include "adapters/cli/json.hpp"
#include "engine/envelope/attribute_text.hpp"
#include "engine/envelope/cd_event.hpp"
#include "storage/memory/memory_log.hpp"
#include "tests/cli/cd_shapes.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/program.hpp"

namespace {

using namespace azwf;
using namespace azwf::cli;
using azwf::tests::cd_shapes;
using azwf::tests::Folder;
using azwf::tests::run;
using azwf::tests::sample_of;
using azwf::tests::ShapedField;

Packed packed(const std::string& json) { return packed_from_json(json, "text", Limits{}).value(); }

// An event of no run, as it stands at position 7.
struct Told {
  explicit Told(const std::string& type, const std::string& json = "null")
      : event(azwf::tests::event(type, packed(json))) {
    event.subject = "it";
  }
  [[nodiscard]] EventInLog in_log() const { return {frame, stream, 3, event}; }
  [[nodiscard]] std::string cloud() const {
    return json_text(envelope_document(cloud_event(in_log())));
  }

  Frame frame{{7}, {1'760'000'000'000'000}, {}};
  StreamName stream{"inbox/ann"};
  Event event;
};

struct Bound {
  std::string json;
  std::string why;
};

Bound cd_event(const Told& told) {
  azwf::tests::ManualClock clock;
  MemoryLog log(clock);
  const auto made = CdEvents(log).of(told.in_log());
  if (made.envelope.is_nil()) return {"", made.why};
  return {json_text(envelope_document(made.envelope)), made.why};
}

// "artifactId" as Lua has it.
std::string in_lua(const std::string& name) {
  if (name == "ticketURI") return "ticket_uri";
  std::string out;
  for (const char c : name) {
    out += c >= 'A' && c <= 'Z' ? std::string("_") + static_cast<char>(c + 32) : std::string(1, c);
  }
  return out;
}

// What authors call a type: the CDEvent's name, without prefix and version.
std::string ours(const std::string& type) {
  const auto name = type.substr(std::string("dev.cdevents.").size());
  return name.substr(0, name.find('.', name.find('.') + 1));
}

std::string data_of(const std::vector<ShapedField>& fields, auto&& name_of, auto&& takes) {
  std::string data;
  for (const auto& field : fields) {
    if (!takes(field)) continue;
    data += fmt::format("{}\"{}\":{}", data.empty() ? "" : ",", name_of(field.name),
                        sample_of(field.shape));
  }
  return "{" + data + "}";
}

const auto as_it_is = [](const std::string& name) { return name; };
const auto all = [](const ShapedField&) { return true; };
const auto required = [](const ShapedField& field) { return field.required; };

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cloud_events)

BOOST_AUTO_TEST_CASE(have_their_attributes_as_text_and_their_data_as_it_is) {
  const Told told("git.push", R"({"n":9007199254740993})");
  BOOST_TEST(told.cloud() ==
             R"({"specversion":"1.0","id":"inbox/ann#3","source":"/inbox/ann","type":"git.push",)"
             R"("subject":"it","time":"2025-10-09T08:53:20.000000Z",)"
             R"("datacontenttype":"application/json","sequence":"00000000000000000007",)"
             R"("recordedtime":"2025-10-09T08:53:20.000000Z","data":{"n":9007199254740993}})");
  BOOST_TEST(tests::fault_of_cloud_event(told.cloud()) == "");
}

BOOST_AUTO_TEST_CASE(order_as_text_by_position) {
  BOOST_TEST(sequence_of({9}) < sequence_of({10}));
  BOOST_TEST(sequence_of({18'446'744'073'709'551'615U}) == "18446744073709551615");
}

BOOST_AUTO_TEST_CASE(name_their_actor) {
  Told told("git.push");
  told.event.actor = "ann";
  BOOST_TEST(told.cloud().find(R"("actor":"ann")") != std::string::npos);
  BOOST_TEST(tests::fault_of_cloud_event(told.cloud()) == "");
}

BOOST_AUTO_TEST_CASE(escape_what_an_attribute_may_not_hold) {
  Told told("git.push");
  told.event.subject = "a\n\xef\xbf\xbf\xc2\x85 \xc3\xa9%";
  told.event.id = "one\x7f";
  told.stream = {"/inbox/ann b\xc3\xa9?%"};
  const auto json = told.cloud();
  BOOST_TEST(json.find("\"subject\":\"a%0A%EF%BF%BF%C2%85 \xc3\xa9%\"") != std::string::npos, json);
  BOOST_TEST(json.find(R"("id":"one%7F")") != std::string::npos, json);
  BOOST_TEST(json.find(R"("source":"/%2Finbox/ann%20b%C3%A9%3F%25")") != std::string::npos, json);
  BOOST_TEST(tests::fault_of_cloud_event(json) == "");
}

BOOST_AUTO_TEST_CASE(show_bytes_as_base64_and_sealed_data_as_sealed) {
  Told told("file.read");
  std::string bytes;
  Packer(bytes).binary(std::string_view("\0\1\2", 3));
  told.event.data = Packed{bytes};
  BOOST_TEST(told.cloud().ends_with(R"("data_base64":"AAEC"})"), told.cloud());
  BOOST_TEST(told.cloud().find("application/octet-stream") != std::string::npos);
  BOOST_TEST(tests::fault_of_cloud_event(told.cloud()) == "");

  told.event.data = Sealed{"key-1", "nonce", std::string("\0\1\2", 3)};
  BOOST_TEST(
      told.cloud().ends_with(R"("data":{"sealed":{"key_id":"key-1",)"
                             R"("nonce":"data:application/octet-stream;base64,bm9uY2U=",)"
                             R"("ciphertext":"data:application/octet-stream;base64,AAEC"}}})"),
      told.cloud());
  BOOST_TEST(told.cloud().find("application/vnd.azwf.sealed+json") != std::string::npos);
  BOOST_TEST(tests::fault_of_cloud_event(told.cloud()) == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cd_events)

BOOST_AUTO_TEST_CASE(are_of_the_types_there_are) {
  std::set<std::string> known;
  std::set<std::string> made;
  for (const auto& [type, fields] : cd_shapes()) known.insert(type);
  for (const auto& mapping : cd_mappings()) made.insert(cd_type_of(mapping));
  BOOST_TEST(known.size() == 45U);
  BOOST_TEST(made == known, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fit_with_all_fields_and_lose_none) {
  for (const auto& [type, fields] : cd_shapes()) {
    const auto plain = cd_event(Told(ours(type), data_of(fields, as_it_is, all)));
    const auto in_snake_case = cd_event(Told(ours(type), data_of(fields, in_lua, all)));
    BOOST_TEST_CONTEXT(type) {
      BOOST_REQUIRE_EQUAL(plain.why, "");
      BOOST_TEST(tests::fault_of_cd_event(plain.json) == "", plain.json);
      BOOST_TEST(tests::fault_of_cd_event(in_snake_case.json) == "", in_snake_case.json);
      for (const auto& field : fields) {
        BOOST_TEST(count_of(plain.json, "\"" + field.name + "\":") >= 2U, field.name);
        BOOST_TEST(count_of(in_snake_case.json, "\"" + field.name + "\":") >= 1U, field.name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(fit_with_what_is_required_and_are_not_made_without) {
  for (const auto& [type, fields] : cd_shapes()) {
    const auto least = cd_event(Told(ours(type), data_of(fields, as_it_is, required)));
    BOOST_TEST(tests::fault_of_cd_event(least.json) == "", type + " " + least.json);
    for (const auto& missing : fields) {
      if (!missing.required) continue;
      const auto others = [&](const ShapedField& field) { return field.name != missing.name; };
      const auto lacking = cd_event(Told(ours(type), data_of(fields, as_it_is, others)));
      BOOST_TEST(lacking.json == "", type + " without " + missing.name);
      BOOST_TEST(lacking.why == "no " + missing.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(take_a_text_or_a_number_for_the_id_of_what_is_named) {
  const auto made = cd_event(Told("artifact.packaged", R"({"change":17,"sbom":"/s.json"})"));
  BOOST_TEST(made.json.find(R"("content":{"change":{"id":"17"},"sbom":{"uri":"/s.json"}})") !=
                 std::string::npos,
             made.json);
  BOOST_TEST(tests::fault_of_cd_event(made.json) == "");
}

BOOST_AUTO_TEST_CASE(leave_out_fields_of_another_shape) {
  const auto made = cd_event(Told("testcaserun.finished",
                                  R"({"environment":{"id":"ci","region":"eu"},"outcome":"success",)"
                                  R"("severity":"awful","reason":["a"],"testCase":{"name":"x"}})"));
  BOOST_TEST(made.json.find(R"("content":{"environment":{"id":"ci"},"outcome":"success"})") !=
                 std::string::npos,
             made.json);
  BOOST_TEST(tests::fault_of_cd_event(made.json) == "");
  BOOST_TEST(
      cd_event(Told("testsuiterun.finished", R"({"environment":"ci","outcome":"fine"})")).why ==
      "no outcome");
}

BOOST_AUTO_TEST_CASE(need_a_subject_and_readable_data) {
  Told told("change.merged");
  told.event.subject = "";
  BOOST_TEST(cd_event(told).why == "no subject");
  Told sealed("service.deployed");
  sealed.event.data = Sealed{"key-1", "n", "c"};
  BOOST_TEST(cd_event(sealed).why == "no environment: it is sealed");
  sealed.event.type = "change.merged";  // which requires nothing
  BOOST_TEST(tests::fault_of_cd_event(cd_event(sealed).json) == "");
}

BOOST_AUTO_TEST_CASE(are_not_made_of_anything_else) {
  for (const auto* type : {"git.push", "backup.made", "service.restarted", "run.claimed"}) {
    const auto made = cd_event(Told(type));
    BOOST_TEST(made.json == "");
    BOOST_TEST(made.why == "");
  }
  BOOST_TEST(cd_event(Told("run.completed")).json == "");  // no run's stream
}

BOOST_AUTO_TEST_CASE(name_their_chain_as_the_envelope_does) {
  Told told("change.merged");
  told.event.correlation = "first";
  told.event.causation = "inbox/ann#2\n";
  const std::string extensions = R"("correlationid":"first","causationid":"inbox/ann#2%0A")";
  BOOST_TEST(told.cloud().find(extensions) != std::string::npos, told.cloud());
  const auto made = cd_event(told);
  BOOST_TEST(made.json.find(extensions) != std::string::npos, made.json);
  BOOST_TEST(made.json.find(R"("chainId":"first","links":[{"linkType":"PATH","from":)"
                            R"({"contextId":"inbox/ann#2%0A"}}])") != std::string::npos,
             made.json);
  BOOST_TEST(tests::fault_of_cd_event(made.json) == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(uris)

BOOST_AUTO_TEST_CASE(are_told_from_other_texts) {
  for (const auto* text : {"https://a/b?c#d", "azwf:/run/1", "urn:x:%20"}) {
    BOOST_TEST(is_absolute_uri(text), text);
  }
  for (const auto* text : {"", "/a", "a b:c", "1a:b", ":b", "https://a b", "x:%2", "x:<y>"}) {
    BOOST_TEST(!is_absolute_uri(text), text);
  }
  BOOST_TEST(is_uri_reference("/a/b"));
  BOOST_TEST(!is_uri_reference(""));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// Runs that end in each of the ways there are: good, bad, cancel, kill, rollback, and later.
void live(const Folder& folder) {
  folder.write("w.lua", R"(return wf.workflow { name = "w", params = { say = wf.string {} },
    run = function(p)
      wf.undo(function() wf.exec { "true" } end, "make way")
      wf.exec { "true", name = "build" }
      pcall(wf.exec, { "sleep", "60", timeout = "10ms" })
      if p.say == "wait" then wf.signal "go" end
      wf.exec { p.say }
      wf.emit("service.deployed", { subject = "svc/a",
        data = { environment = "production", artifact_id = "pkg:oci/a@1" } })
    end })");
  run(folder, {"azwf", "run", "w.lua", "say=true", "--id", "good"});
  run(folder, {"azwf", "run", "w.lua", "say=false", "--id", "bad"});
  for (const std::string how : {"cancel", "kill", "rollback"}) {
    run(folder, {"azwf", "run", "w.lua", "say=wait", "--id", how});
    run(folder, {"azwf", how, how, "--reason", "enough"});
  }
  run(folder, {"azwf", "run", "w.lua", "say=true", "--id", "later", "--queue"});
  run(folder, {"azwf", "resume", "later"});
}

// The lines that were printed; each without a fault.
std::vector<std::string> checked(const Folder& folder, const std::string& format,
                                 std::string (*fault_of)(const std::string&)) {
  auto lines = lines_of(run(folder, {"azwf", "events", "--format", format}).out);
  for (const auto& line : lines) BOOST_TEST(fault_of(line) == "", line);
  return lines;
}

std::size_t count_of(const std::vector<std::string>& lines, const std::string& part) {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [&](const auto& line) { return line.find(part) != std::string::npos; }));
}

// How many say of this run that it was queued, started or finished.
std::size_t told(const std::vector<std::string>& lines, const std::string& run,
                 const std::string& what) {
  return count_of(lines, fmt::format(R"("type":"dev.cdevents.pipelinerun.{}.0.3.0","subject":"{}")",
                                     what, run));
}

// The end of a run in its content, from its outcome on.
std::string end_of(const std::string& run, const std::string& rest) {
  return fmt::format(
      R"("subject":{{"id":"{0}","content":{{"pipelineName":"w","uri":"azwf:/run/{0}",{1})", run,
      rest);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_log_in_the_standards)

BOOST_AUTO_TEST_CASE(is_cloud_events_and_cd_events_throughout) {
  const Folder folder;
  live(folder);
  const auto clouds = checked(folder, "cloudevents", tests::fault_of_cloud_event);
  const auto events = lines_of(run(folder, {"azwf", "events", "--json"}).out);
  BOOST_TEST(clouds.size() == events.size());

  const auto bound = checked(folder, "cdevents", tests::fault_of_cd_event);
  BOOST_TEST(count_of(bound, end_of("good", R"("outcome":"success"}})")) == 1U);
  BOOST_TEST(count_of(bound, end_of("bad", R"("outcome":"failure","errors":"exit_1)")) == 1U);
  BOOST_TEST(count_of(bound, end_of("cancel", R"("outcome":"cancel","errors":"enough")")) == 1U);
  BOOST_TEST(count_of(bound, end_of("kill", R"("outcome":"cancel","errors":"enough")")) == 1U);
  BOOST_TEST(count_of(bound, end_of("rollback", R"("outcome":"cancel"}})")) == 1U);
  for (const std::string id : {"good", "bad", "cancel", "kill", "rollback", "later"}) {
    BOOST_TEST(told(bound, id, "queued") == (id == "later" ? 1U : 0U), id);
    BOOST_TEST(told(bound, id, "started") == 1U, id);
    BOOST_TEST(told(bound, id, "finished") == 1U, id);
  }
  BOOST_TEST(count_of(bound, R"("taskName":"build")") == 12U);
  BOOST_TEST(count_of(bound, R"("outcome":"error","errors":"timeout)") == 6U);

  // Names and states need no event that was not asked for.
  for (const std::string type : {"step.*", "run.completed", "run.resumed"}) {
    const auto some = run(folder, {"azwf", "events", "--format", "cdevents", "--type", type});
    BOOST_TEST(!lines_of(some.out).empty());
    for (const auto& line : lines_of(some.out)) {
      BOOST_TEST((std::ranges::find(bound, line) != bound.end()), line);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
