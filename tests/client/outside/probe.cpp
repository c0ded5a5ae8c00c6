// probe URL [KEY WRONG-KEY READER-KEY]: what a program of somebody else's does with a server, step
// by step. Every step leaves its marks in the log, and looks for them there; the first that goes
// wrong ends it.
#include <azwf/client.hpp>

#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace {

namespace az = azwf::client;
using az::Client;
using az::Data;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto patience = seconds(60);

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("not so: " + what);
}

// That it is refused, with this code.
void expect_error(const std::string& code, const std::function<void()>& what) {
  try {
    what();
  } catch (const az::Error& error) {
    return expect(error.code() == code,
                  "the error is " + code + ", not " + error.code() + ": " + error.what());
  }
  expect(false, "there is the error " + code);
}

az::Commit next(az::Subscription& subscription) {
  auto commit = subscription.next(patience);
  expect(commit.has_value(), "the next commit came");
  return *std::move(commit);
}

// Reads on to the end of this run, and gives the type of the event that tells it.
std::string end_of(Client& client, const std::string& run) {
  auto events = client.subscribe({.from = az::Beginning{}, .filter = {.streams = {"run/" + run}}});
  for (;;) {
    for (const auto& event : next(events).events) {
      if (event.type == "run.completed" || event.type == "run.cancelled" ||
          event.type == "run.failed") {
        return event.type;
      }
    }
  }
}

void await_event(Client& client, const std::string& run, const std::string& type) {
  auto events = client.subscribe(
      {.from = az::Beginning{}, .filter = {.types = {type}, .streams = {"run/" + run}}});
  next(events);
}

void values() {
  const Data data{{"b", 1}, {"a", "text"}, {"c", {{"d", 2.5}, {"e", true}}}};
  expect(data.json() == R"({"a":"text","b":1,"c":{"d":2.5,"e":true}})", "JSON: " + data.json());
  expect(Data::from_json(data.json()) == data, "it is read back the same");
  expect(Data::from_msgpack(data.msgpack()) == data, "from MessagePack, too");
  expect(data["a"].text() == "text" && data["b"].integer() == 1, "fields are read");
  expect(data["c"]["d"].number() == 2.5 && data["c"]["e"].boolean() == true, "nested ones, too");
  expect(data["x"].is_nothing() && !data["a"].integer(), "what is not there is nothing");
  const auto list = Data::list({1, "two", Data::bytes("\1\2"), {}});
  expect(list.items().size() == 4 && list.items()[1].text() == "two", "lists are read");
  expect_error("bad_json", [] { Data::from_json("{no}"); });
  expect_error("bad_value", [] { Data(~std::uint64_t{0}); });
}

void emits(Client& client) {
  const auto first = client.emit({.type = "git.push", .subject = "main", .id = "push-1"});
  const auto again = client.emit({.type = "git.push", .subject = "main", .id = "push-1"});
  expect(!first.existed && again.existed && again.position == first.position, "an id is one event");
  expect_error("other_event", [&] { client.emit({.type = "git.tag", .id = "push-1"}); });
  const auto second = client.emit({.type = "git.push",
                                   .subject = "next",
                                   .data = {{"commit", "0a1b"}, {"files", 3}},
                                   .expected = first.position});
  expect_error("conflict", [&] { client.emit({.type = "git.push", .expected = first.position}); });
  expect(second.position > first.position, "positions grow");
  std::vector<std::future<az::Emitted>> answers;
  for (int i = 0; i < 300; ++i) answers.push_back(client.emit_async({.type = "count", .data = i}));
  az::Position last = second.position;
  for (auto& answer : answers) {
    const auto position = answer.get().position;
    expect(position >= last, "they are recorded in their order");
    last = position;
  }
}

void subscribes(Client& client) {
  auto pushes = client.subscribe({.from = az::Beginning{}, .filter = {.types = {"git.*"}}});
  expect(next(pushes).events.at(0).id == "push-1", "from the beginning");
  const auto second = next(pushes).events.at(0);
  expect(second.subject == "next" && second.data["files"].integer() == 3, "with its data");
  auto counted = client.subscribe(
      {.from = az::Beginning{}, .filter = {.types = {"count"}}, .verifies = true, .window = 7});
  for (int i = 0; i < 300;) {
    for (const auto& event : next(counted).events) {
      expect(event.data.integer() == i++, "all of them, in order");
    }
  }
  auto rest = client.subscribe({.from = counted.past() + 1});
  expect(!rest.next(milliseconds(0)), "there is nothing behind the last");
  expect_error("unknown_attribute", [&] {
    client.subscribe({.filter = {.attributes = {{"colour", "red"}}}});
  });
}

void commands(Client& client) {
  const auto signalled = client.start("asks", {{"greeting", "hello"}});
  await_event(client, signalled.run, "signal.awaited");
  client.signal(signalled.run, "go", {{"by", "somebody"}});
  expect(end_of(client, signalled.run) == "run.completed", "the signal let it go on");
  const auto cancelled = client.start("asks", {{"greeting", "hello"}}, "mine");
  expect(client.start("asks", {{"greeting", "hello"}}, "mine").existed, "an id is one run");
  expect_error("other_params", [&] { client.start("asks", {{"greeting", "bye"}}, "mine"); });
  client.cancel(cancelled.run, "no need");
  expect(end_of(client, cancelled.run) == "run.cancelled", "it was cancelled");
  expect_error("workflow_not_installed", [&] { client.start("nothing"); });
  expect_error("bad_parameter", [&] { client.start("asks", {{"greeting", 7}}); });
  expect_error("run_not_found", [&] { client.cancel("nobody"); });
}

// Goes on until there is an event "enough"; meanwhile the server is exchanged for another.
void outlives_the_server(Client& client) {
  auto all = client.subscribe({.filter = {.types = {"round", "enough"}}, .verifies = true});
  std::cout << "exchange the server" << std::endl;
  bool is_enough = false;
  for (int sent = 0, due = 0; !is_enough; ++sent) {
    client.emit({.type = "round", .data = sent});
    while (due <= sent) {
      const auto event = next(all).events.at(0);
      if (event.type == "enough") {
        is_enough = true;
      } else {
        expect(event.data.integer() == due++, "without gap or repeat");
      }
    }
  }
  expect(!all.next(milliseconds(0)), "and nothing more");
}

void keys(const std::string& url, const std::vector<std::string>& files) {
  expect_error("no_answer", [&] {
    Client stranger({.url = url, .key_file = files[1], .patience = milliseconds(700)});
  });
  expect_error("no_answer", [&] { Client plain({.url = url, .patience = milliseconds(700)}); });
  expect_error("cannot_read", [&] { Client none({.url = url, .key_file = "no.key"}); });
  Client reader({.url = url, .key_file = files[2]});
  expect_error("not_permitted", [&] { reader.emit({.type = "a.b"}); });
}

int run(const std::vector<std::string>& arguments) {
  const auto& url = arguments.at(0);
  const std::vector<std::string> files(arguments.begin() + 1, arguments.end());
  values();
  expect_error("bad_endpoint", [] { Client nowhere({.url = "http://x"}); });
  if (!files.empty()) keys(url, files);
  Client client(
      {.url = url, .key_file = files.empty() ? "" : files.front(), .patience = seconds(60)});
  emits(client);
  subscribes(client);
  commands(client);
  outlives_the_server(client);
  std::cout << "all steps taken" << std::endl;
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run({words + 1, words + count});
  } catch (const azwf::client::Error& error) {
    std::cerr << error.code() << ": " << error.what() << "\n  " << error.hint() << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
  }
  return 1;
}
