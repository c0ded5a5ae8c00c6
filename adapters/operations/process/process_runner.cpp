// A supervisor's socket carries exactly one message back, its report; the end of the socket without
// one says that the supervisor was killed.
#include "adapters/operations/process/process_runner.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "adapters/operations/process/report_socket.hpp"
#include "engine/base/check.hpp"

namespace azwf::process {
namespace {

constexpr int look_every_ms = 100;

constexpr std::uint64_t wake_number = 0;
constexpr std::size_t copy_bytes = 1 << 20;

bool add_to(const FileDescriptor& events, int descriptor, std::uint64_t number) {
  epoll_event event{EPOLLIN, {.u64 = number}};
  return epoll_ctl(events.get(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

// The engine may go elsewhere later, and supervisors go where their programs run.
ProcessOptions with_absolute_paths(ProcessOptions options) {
  std::error_code no_working_folder;  // then these are empty, and steps say what is missing
  options.work = std::filesystem::absolute(options.work, no_working_folder);
  const std::filesystem::path cwd = options.cwd.empty() ? "." : options.cwd;
  options.cwd = std::filesystem::absolute(cwd, no_working_folder);
  return options;
}

std::optional<OutputRef> kept(const Result<OutputRef>& output) {
  return output ? std::optional(*output) : std::nullopt;
}

}  // namespace

struct ProcessRunner::Running {
  StepPlace place;
  Command command;
  Attempt attempt;
  SignsOfLife signs;
  FileDescriptor socket;
  std::atomic<int> asked{-1};  // a StopReason, or -1

  [[nodiscard]] std::optional<StopReason> stop_reason() const {
    const int reason = asked.load();
    return reason < 0 ? std::nullopt : std::optional(static_cast<StopReason>(reason));
  }
  void stop(StopReason reason) {
    int nobody_yet = -1;
    asked.compare_exchange_strong(nobody_yet, static_cast<int>(reason));  // the first reason counts
    send(socket.get(), "s", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  void pass_on_signs() {
    if (!signs.is_wanted() || !signs.look()) return;
    attempt.alive();
    if (const auto& text = signs.progress()) {
      Packed value{""};
      Packer(value.bytes).string(*text);
      attempt.progress(std::move(value));
    }
  }
  void finish(Outcome outcome) { std::move(attempt).finish(std::move(outcome)); }
  void finish(Outcome outcome, const Result<OutputRef>& output) {
    if (output) return finish(std::move(outcome));
    finish(without_output(std::move(outcome), output.error()));
  }
};

ProcessRunner::ProcessRunner(ProcessOptions options, BlobStore& blobs, const Limits& limits)
    : options_(with_absolute_paths(std::move(options))),
      blobs_(&blobs),
      limits_(limits),
      folder_(options_.work),
      nursery_(options_.supervisor),
      starter_(std::in_place),
      events_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  AZWF_CHECK(add_to(events_, wake_.get(), wake_number));
  thread_ = std::thread([this] { await_reports(); });
}

ProcessRunner::~ProcessRunner() {
  is_ending_ = true;
  starter_.reset();
  is_over_ = true;
  eventfd_write(wake_.get(), 1);
  thread_.join();
}

void ProcessRunner::run(const StepRequest& request, Command command, Attempt attempt) {
  const auto base = request.cwd.empty() ? options_.cwd : std::filesystem::path(request.cwd);
  command.cwd = (base / command.cwd).lexically_normal();
  const auto running =
      std::make_shared<Running>(StepPlace{request.run, request.step, request.attempt},
                                std::move(command), std::move(attempt));
  if (request.policy.heartbeat_ms > 0) {
    const auto& place = running->place;
    running->signs = SignsOfLife(folder_.spool_path(place), folder_.progress_path(place));
  }
  starter_->post([this, running, key = request.key, reached = request.progress] {
    begin_or_say_why(running, key, reached);
  });
}

void ProcessRunner::begin_or_say_why(const RunningPtr& running, const std::string& key,
                                     const Packed& reached) {
  if (is_ending_) return running->finish(Stopped{StopReason::shutdown, {}, false});
  const auto begun = begin(running, key, reached);
  if (!begun) running->finish(failed_by(begun.error()));
}

Result<void> ProcessRunner::begin(const RunningPtr& running, const std::string& key,
                                  const Packed& reached) {
  Birth birth;
  birth.files = TRY(folder_.open(running->place));
  running->signs.begin(reached);
  const auto born = bear(running, key, birth);
  if (!born) folder_.abandon(running->place);
  return born;
}

// Watched before it is born: what cannot be awaited is not begun, so that an attempt that failed to
// start has nothing at work. The supervisor finds a stop that comes before it in its socket.
Result<void> ProcessRunner::bear(const RunningPtr& running, const std::string& key, Birth& birth) {
  birth.order = TRY(order_file(*running, key));
  auto pair = TRY(make_socket_pair());
  birth.holder = std::move(pair.theirs);
  running->socket = std::move(pair.ours);
  running->attempt.on_stop([weak = std::weak_ptr(running)](StopReason reason) {
    if (const auto still_there = weak.lock()) still_there->stop(reason);
  });
  const auto number = TRY(watch(running));
  const auto born = nursery_.bear(birth);
  if (!born) unwatch(number);
  return born;
}

Result<FileDescriptor> ProcessRunner::order_file(const Running& running,
                                                 const std::string& key) const {
  const auto& command = running.command;
  Order order;
  order.argv = command.argv;
  order.cwd = command.cwd;
  order.input = command.input;
  order.lock_path = folder_.lock_path(running.place.run, running.place.step);
  order.environment = environment_of(command, key, order.lock_path);
  if (running.signs.is_wanted()) {
    order.environment.push_back("AZWF_PROGRESS=" + folder_.progress_path(running.place).string());
  }
  order.output_bytes_max = limits_.output_bytes_max;
  order.free_bytes_min = limits_.free_space_reserve_bytes;
  order.tail_bytes_max = std::min(limits_.output_inline_bytes_max, report_tail_bytes_max);
  order.linger_ms = options_.linger.count();
  order.grace_ms = options_.grace.count();

  const auto bytes = pack_order(order);
  FileDescriptor file(memfd_create("order", MFD_CLOEXEC));
  if (!file.is_open() || write(file.get(), bytes.data(), bytes.size()) != std::ssize(bytes)) {
    return system_failure("start_failed", "cannot write the order");
  }
  return file;
}

Result<std::uint64_t> ProcessRunner::watch(const RunningPtr& running) {
  const std::lock_guard guard(mutex_);
  const auto number = next_number_++;
  if (!add_to(events_, running->socket.get(), number)) {
    return system_failure("start_failed", "cannot await a supervisor");
  }
  running_.emplace(number, running);
  if (running->signs.is_wanted()) eventfd_write(wake_.get(), 1);  // from now on it is looked at
  return number;
}

ProcessRunner::RunningPtr ProcessRunner::unwatch(std::uint64_t number) {
  const std::lock_guard guard(mutex_);
  auto node = running_.extract(number);
  if (node.empty()) return nullptr;
  epoll_ctl(events_.get(), EPOLL_CTL_DEL, node.mapped()->socket.get(), nullptr);
  return std::move(node.mapped());
}

void ProcessRunner::await_reports() {
  std::array<epoll_event, 64> events;
  const auto is_done = [this] {
    const std::lock_guard guard(mutex_);
    return is_stopping_ && running_.empty();
  };
  while (!is_done()) {
    const int count = epoll_wait(events_.get(), events.data(), static_cast<int>(events.size()),
                                 look_for_signs() ? look_every_ms : -1);
    for (int i = 0; i < count; ++i) {
      const auto number = events[static_cast<std::size_t>(i)].data.u64;
      if (number == wake_number)
        woken();
      else
        heed(number);
    }
  }
}

// Whether any program is to give signs of life.
bool ProcessRunner::look_for_signs() {
  const std::lock_guard guard(mutex_);
  bool is_any_wanted = false;
  for (const auto& [number, running] : running_) {
    if (!running->signs.is_wanted()) continue;
    is_any_wanted = true;
    running->pass_on_signs();
  }
  return is_any_wanted;
}

void ProcessRunner::heed(std::uint64_t number) {
  const auto running = unwatch(number);
  if (!running) return;
  running->pass_on_signs();  // what it wrote last, before its files go
  const auto report = receive_report(running->socket);
  if (report)
    settle(running, *report);
  else
    keeper_.post([this, running] { settle_without_report(running); });
}

void ProcessRunner::settle(const RunningPtr& running, const Report& report) {
  const auto excerpt = excerpt_of(report.out, report.err, limits_.output_inline_bytes_max);
  const bool has_output = report.out.total + report.err.total > 0;
  const bool is_all_inline = excerpt.exact && !(report.stopped && has_output);
  if (is_all_inline || AZWF_PLANTED(43)) {
    put_away(running->place, report);
    const auto reason = running->stop_reason();
    return running->finish(outcome_of(running->command, report, excerpt, reason, std::nullopt));
  }
  keeper_.post([this, running, report, excerpt] {
    const auto output = keep_output(running->place, report.code != "output_lost");
    const auto reason = running->stop_reason();
    running->finish(outcome_of(running->command, report, excerpt, reason, kept(output)), output);
  });
}

// Who never started anything may have left the step's lock file, too.
void ProcessRunner::put_away(const StepPlace& place, const Report& report) {
  if (report.end == Report::End::never_started)
    folder_.abandon(place);
  else
    folder_.remove(place);
}

// The supervisor was killed: its tree is ended here, as a next holder would.
void ProcessRunner::settle_without_report(const RunningPtr& running) {
  const auto gone = make_sure_gone(running->place.run, running->place.step);
  if (!gone) return running->finish(failed_by(gone.error()));
  const auto output = keep_output(running->place);
  if (const auto reason = running->stop_reason()) {
    return running->finish(Stopped{*reason, kept(output)}, output);
  }
  running->finish(Lost{"the program's supervisor was killed", kept(output)}, output);
}

// The spool as a blob, durable; then the step's files are gone. When that fails the spool stays: it
// is the only copy of what was printed, and the error names it. One that was cut short goes, too:
// it would only keep the room that others need.
Result<OutputRef> ProcessRunner::keep_output(const StepPlace& place, bool is_whole) {
  const auto path = folder_.spool_path(place);
  auto output = copy_to_blobs(path);
  std::error_code unknown;
  if (output || !is_whole) {
    folder_.remove(place);
  } else if (std::filesystem::exists(path, unknown)) {
    output.error().message += "; it is left in " + path.string();
  }
  return output;
}

Result<OutputRef> ProcessRunner::copy_to_blobs(const std::filesystem::path& path) {
  const FileDescriptor spool(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!spool.is_open()) return system_failure("output_lost", "cannot open " + path.string());
  const auto blob = TRY(blobs_->put());
  std::string buffer(copy_bytes, '\0');
  for (;;) {
    const auto size = read(spool.get(), buffer.data(), buffer.size());
    if (size < 0) return system_failure("output_lost", "cannot read " + path.string());
    if (size == 0) break;
    TRY_VOID(blob->write(std::string_view(buffer).substr(0, static_cast<std::size_t>(size))));
  }
  const auto stored = TRY(blob->commit());
  return OutputRef{stored.digest, stored.size};
}

Result<void> ProcessRunner::make_sure_gone(const RunId& run, const StepId& step) {
  return end_leftovers(folder_.lock_path(run, step), leftover_times());
}

void ProcessRunner::woken() {
  eventfd_t count = 0;
  eventfd_read(wake_.get(), &count);
  if (!is_over_) return;
  is_stopping_ = true;
  const std::lock_guard guard(mutex_);
  for (const auto& [number, running] : running_) running->stop(StopReason::shutdown);
}

}  // namespace azwf::process
