// An option wins over a variable. The key counts where the network does: on ipc:// the system
// itself says who connects.
#include "adapters/cli/store_address.hpp"

#include <chrono>
#include <cstdlib>
#include <thread>

#include "adapters/cli/find_home.hpp"
#include "adapters/cli/key_file.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/zeromq/bus_carrier.hpp"

namespace azwf::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds tried_again_every(200);
constexpr std::chrono::seconds given_up_after(10);

std::string variable(const char* name) {
  const auto* const text = std::getenv(name);
  return text == nullptr ? "" : text;
}

std::unexpected<Error> two_stores(const std::string& home, const std::string& server) {
  return failure(ErrorKind::invalid, "two_stores", home + " and " + server + " both name a store",
                 "leave one of them out");
}

Result<zeromq::Identity> identity_of(const std::string& file, const std::string& url) {
  if (file.empty()) return zeromq::Identity{};
  auto key = TRY(read_key_file(file));
  if (!key.server_key.empty()) return zeromq::Identity{std::move(key.keys), key.server_key};
  return failure(ErrorKind::invalid, "bad_key_file",
                 printable(file) + " does not say by which key " + url + " is known",
                 "azwf keys new NAME, on the server's machine, makes a file that does");
}

Result<StoreAddress> address_at(const std::string& url, const Invocation& invocation,
                                const Limits& limits) {
  const auto endpoint = TRY(zeromq::parse_endpoint(url, zeromq::Use::connect));
  const auto file = invocation.find("--key").value_or(variable("AZWF_KEY"));
  zeromq::Identity identity;
  if (!endpoint.is_ipc()) identity = TRY(identity_of(file, url));
  auto server_key = identity.server_key;
  return StoreAddress{.home = {},
                      .name = url,
                      .connect = zeromq::connect_to(endpoint, std::move(identity), limits),
                      .server_key = std::move(server_key)};
}

StoreAddress address_in(Home home, const Limits& limits) {
  auto connect = holder::connect_in(home.path, limits);
  auto name = home.path.string();
  return {std::move(home), std::move(name), std::move(connect), {}};
}

}  // namespace

Result<std::string> named_server(const Invocation& invocation) {
  const bool has_home = invocation.has("--home");
  if (const auto url = invocation.find("--server")) {
    if (has_home) return two_stores("--home", "--server");
    if (!url->empty()) return *url;
    return failure(ErrorKind::invalid, "bad_url", "--server needs a URL",
                   "ipc:///run/azwf/bus, tcp://HOST:PORT");
  }
  const auto url = has_home ? "" : variable("AZWF_SERVER");
  if (!url.empty() && !variable("AZWF_HOME").empty()) return two_stores("AZWF_HOME", "AZWF_SERVER");
  return url;
}

Result<StoreAddress> address_for_writing(const Invocation& invocation, const Limits& limits) {
  const auto url = TRY(named_server(invocation));
  if (!url.empty()) return address_at(url, invocation, limits);
  return address_in(TRY(home_for_writing(invocation)), limits);
}

Result<StoreAddress> address_for_reading(const Invocation& invocation, const Limits& limits) {
  const auto url = TRY(named_server(invocation));
  if (!url.empty()) return address_at(url, invocation, limits);
  return address_in(TRY(home_for_reading(invocation)), limits);
}

Result<std::unique_ptr<holder::Client>> reach_again(const StoreAddress& address,
                                                    const std::function<bool()>& gives_up) {
  const auto given_up_at = steady_clock::now() + given_up_after;
  for (;;) {
    auto client = address.connect(holder::patience_max);
    const bool may_come = !client && client.error().kind == ErrorKind::unavailable;
    if (!may_come || gives_up() || steady_clock::now() > given_up_at) return client;
    std::this_thread::sleep_for(tried_again_every);
  }
}

}  // namespace azwf::cli
