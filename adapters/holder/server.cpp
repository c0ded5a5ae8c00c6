// One thread for all clients: what requests ask of the engine is answered from other threads, and
// comes back here through the task queue.
#include "adapters/holder/server.hpp"

#include <poll.h>

#include <algorithm>
#include <set>

#include "adapters/holder/socket.hpp"

namespace azwf::holder {
namespace {

constexpr int full_for_ms = 50;

// Its client waits for what becomes of the run.
bool attaches(const Request& request) {
  return std::holds_alternative<StartRun>(request) || std::holds_alternative<TellRun>(request) ||
         std::holds_alternative<TakeUpRuns>(request);
}

}  // namespace

Result<std::unique_ptr<Server>> Server::open(Options options, const ServiceParts& parts) {
  auto tasks = TRY(TaskQueue::make());
  auto listening = TRY(listen_in(options.home));
  return std::unique_ptr<Server>(
      new Server(std::move(listening), std::move(tasks), parts, std::move(options)));
}

Server::Server(FileDescriptor listening, std::shared_ptr<TaskQueue> tasks,
               const ServiceParts& parts, Options options)
    : limits_(parts.limits),
      options_(std::move(options)),
      listening_(std::move(listening)),
      tasks_(std::move(tasks)),
      service_(parts, [tasks = tasks_](Task task) { tasks->post(std::move(task)); }),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {}

// The name goes while its holder still has the store: it cannot be the next one's.
Server::~Server() {
  thread_.request_stop();
  tasks_->wake();
  thread_.join();
  stop_listening_in(options_.home);
}

void Server::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::set<std::uint64_t> gone;
    for (const auto name : wait()) {
      if (!clients_.at(name).hear()) gone.insert(name);
    }
    for (auto& [name, client] : clients_) {
      if (!handle_heard(name, client)) gone.insert(name);
    }
    while (tasks_->perform()) continue;
    for (auto& [name, client] : clients_) {
      if (!client.send()) gone.insert(name);
    }
    for (const auto name : gone) clients_.erase(name);
    count_attached();
  }
}

// The clients that have said something.
std::vector<std::uint64_t> Server::wait() {
  std::vector<pollfd> waited{{tasks_->descriptor(), POLLIN, 0}, {listening_.get(), 0, 0}};
  const bool may_greet = clients_.size() < limits_.holder_clients_max && !is_full_;
  if (may_greet) waited[1].events = POLLIN;
  std::vector<std::uint64_t> names;
  bool is_behind = false;
  for (const auto& [name, client] : clients_) {
    const int events = (client.may_ask() ? POLLIN : 0) | (client.has_to_send() ? POLLOUT : 0);
    waited.push_back({client.socket(), static_cast<short>(events), 0});
    names.push_back(name);
    is_behind |= client.is_behind();
  }
  poll(waited.data(), waited.size(), is_behind ? 0 : is_full_ ? full_for_ms : -1);
  is_full_ = false;
  if ((waited[1].revents & POLLIN) != 0) greet();
  std::vector<std::uint64_t> heard;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((waited[i + 2].revents & (POLLIN | POLLHUP | POLLERR)) != 0) heard.push_back(names[i]);
  }
  return heard;
}

void Server::greet() {
  auto socket = accept_own(listening_);
  is_full_ = !socket.is_open();
  if (is_full_) return;
  clients_.try_emplace(++named_, std::move(socket), options_.actor, limits_);
}

bool Server::handle_heard(std::uint64_t name, ClientLink& client) {
  return client.handle_heard([&](Numbered numbered) {
    if (attaches(numbered.request)) client.is_attached = true;
    service_.ask(std::move(numbered.request), client.asker(), reply_to(name, numbered.number));
  });
}

// A client that is gone meanwhile gets no reply.
Service::ReplyTo Server::reply_to(std::uint64_t name, std::uint64_t number) {
  return [this, tasks = tasks_, name, number](Result<Reply> reply) {
    tasks->post([this, name, number, reply = std::move(reply)] {
      const auto found = clients_.find(name);
      if (found != clients_.end()) found->second.reply(number, reply);
    });
  };
}

void Server::count_attached() {
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(clients_, [](const auto& entry) { return entry.second.is_attached; }));
  if (attached_.exchange(count) != count && options_.changed) options_.changed();
}

}  // namespace azwf::holder
