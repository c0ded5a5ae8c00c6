// Forking is ten times cheaper than starting the whole binary again, and this process is the one
// place where it is safe: it has a single thread and holds nothing.
#include "adapters/operations/process/supervisor_main.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "adapters/operations/process/nursery.hpp"
#include "adapters/operations/process/report_socket.hpp"
#include "adapters/operations/process/supervisor.hpp"

namespace azwf::process {
namespace {

Result<Order> read_order(const FileDescriptor& file) {
  struct stat status {};
  if (fstat(file.get(), &status) != 0 || status.st_size > std::int64_t{order_bytes_max}) {
    return failure(ErrorKind::failed, "start_failed", "the order is too large");
  }
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (pread(file.get(), bytes.data(), bytes.size(), 0) != status.st_size) {
    return system_failure("start_failed", "cannot read the order");
  }
  return unpack_order(bytes);
}

Report supervise(Result<Order> order, FileDescriptor holder, StepFiles files) {
  if (order) return Supervisor(std::move(*order), std::move(holder), std::move(files)).run();
  Report report;
  report.code = order.error().code;
  report.message = order.error().message;
  return report;
}

void supervise_and_report(Birth birth) {
  setsid();
  prctl(PR_SET_NAME, "azwf-step");
  const FileDescriptor answers(dup(birth.holder.get()));
  send_report(answers,
              supervise(read_order(birth.order), std::move(birth.holder), std::move(birth.files)));
}

// Nothing has begun: the holder is told so, or it would take the closed socket for a supervisor
// that was killed at its work.
void report_no_birth(const Birth& birth) {
  Report report;
  report.code = "start_failed";
  report.message = system_failure({}, "cannot start a supervisor").error().message;
  send_report(birth.holder, report);
}

}  // namespace

void bear_supervisors(FileDescriptor births, Fork* fork) {
  while (auto birth = next_birth(births)) {
    const pid_t supervisor = fork();
    if (supervisor < 0) report_no_birth(*birth);
    if (supervisor != 0) continue;
    births.close();
    supervise_and_report(std::move(*birth));
    _exit(0);
  }
}

int supervisor_main(int, char**) {
  prctl(PR_SET_NAME, "azwf-nursery");
  signal(SIGCHLD, SIG_IGN);  // supervisors report to their holder: nobody awaits them here
  for (const int ignored : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE}) signal(ignored, SIG_IGN);
  bear_supervisors(FileDescriptor(nursery_socket), ::fork);
  return 0;
}

}  // namespace azwf::process
