// Follows the log of an azwf server, and proves that nothing is missing, repeated or out of order.
//
//     follow ipc:///run/azwf/bus --type 'git.*' --state /var/lib/mine/position
//
// Prints one line of JSON per event: {position, stream, type, subject, time, data}. Goes on when
// the server is restarted, and with --state from where it was when this program is started again.

#include <azwf/client.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

namespace az = azwf::client;

namespace {

struct Arguments {
  az::Options server;
  az::SubscribeOptions what{.verifies = true};
  std::string state;
  az::Position until = 0;
};

az::From from(const std::string& text) {
  if (text == "beginning") return az::Beginning{};
  if (text == "now") return az::Now{};
  return az::Position{std::stoull(text)};
}

Arguments read(int count, char** words) {
  if (count < 2 || count % 2 != 0) throw std::invalid_argument("follow URL [--OPTION VALUE]…");
  Arguments arguments;
  arguments.server.url = words[1];
  for (int i = 2; i < count; i += 2) {
    const std::string option = words[i];
    const std::string value = words[i + 1];
    if (option == "--type")
      arguments.what.filter.types.push_back(value);
    else if (option == "--stream")
      arguments.what.filter.streams.push_back(value);
    else if (option == "--from")
      arguments.what.from = from(value);
    else if (option == "--key")
      arguments.server.key_file = value;
    else if (option == "--state")
      arguments.state = value;
    else if (option == "--until")
      arguments.until = std::stoull(value);
    else
      throw std::invalid_argument("--type, --stream, --from, --key, --state or --until");
  }
  return arguments;
}

void print(const az::Commit& commit) {
  using std::chrono::duration_cast;
  for (const auto& event : commit.events) {
    const auto time = duration_cast<std::chrono::microseconds>(event.time.time_since_epoch());
    const az::Data line{{"position", commit.position}, {"stream", commit.stream},
                        {"type", event.type},          {"subject", event.subject},
                        {"time", time.count()},        {"data", event.data}};
    std::cout << line.json() << std::endl;
  }
}

// The new file takes the old one's place at once: it is never half written.
void keep(const std::string& file, az::Position position) {
  if (file.empty()) return;
  std::ofstream(file + ".new") << position;
  std::rename((file + ".new").c_str(), file.c_str());
}

void follow(Arguments arguments) {
  az::Position past = 0;
  if (std::ifstream(arguments.state) >> past) arguments.what.from = past + 1;
  az::Client client(arguments.server);
  auto subscription = client.subscribe(arguments.what);
  while (arguments.until == 0 || subscription.past() < arguments.until) {
    const auto commit = subscription.next(std::chrono::milliseconds(500));
    if (commit) print(*commit);
    if (subscription.past() != past) keep(arguments.state, past = subscription.past());
  }
}

}  // namespace

int main(int count, char** words) {
  try {
    follow(read(count, words));
    return 0;
  } catch (const az::Error& error) {
    std::cerr << error.what() << "\n  " << error.hint() << "\n";
  } catch (const std::exception& error) {
    std::cerr << "follow: " << error.what() << "\n";
  }
  return 1;
}
