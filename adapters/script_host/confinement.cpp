// A filter of system calls by allow-list. What is refused fails with EPERM, so that a library that
// tries something in passing goes on; memory that can be executed is refused too.
#include "adapters/script_host/confinement.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"

namespace azwf::script_host {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "script hosts need a list of system calls for this processor"
#endif

constexpr rlim_t files_max = 16;
// What a script's heap may write to and mostly does not (engine/lua/arenas). Address space it only
// reserves counts for nothing, so that there is no limit to be set on that.
constexpr std::size_t unused_bytes_per_instance = 512 << 10;
constexpr rlim_t processor_s_max = 60;  // the engine raises it while it is alive and well

// Receiving and sending on what is open, memory, clocks, and ending.
constexpr auto allowed = std::to_array<std::uint32_t>({
  __NR_read, __NR_recvfrom, __NR_write, __NR_sendto, __NR_ppoll, __NR_futex, __NR_munmap,
      __NR_mremap, __NR_madvise, __NR_brk, __NR_clock_gettime, __NR_gettimeofday, __NR_nanosleep,
      __NR_sched_yield, __NR_exit, __NR_exit_group, __NR_rt_sigreturn, __NR_rt_sigprocmask,
      __NR_getpid, __NR_gettid, __NR_close, __NR_restart_syscall, __NR_clock_nanosleep,
#if defined(__x86_64__)
      __NR_poll,
#endif
#if defined(__SANITIZE_ADDRESS__)
      __NR_pipe2,        // it writes memory to a pipe to see whether that can be read
      __NR_sigaltstack,  // it asks where the stack is when an exception flies
#endif
});
// Allowed unless the memory could be executed: protection is the third argument of both.
constexpr auto allowed_without_execution = std::to_array<std::uint32_t>({__NR_mmap, __NR_mprotect});

sock_filter statement(int code, std::uint32_t operand) {
  return BPF_STMT(static_cast<std::uint16_t>(code), operand);
}
// Goes on with the next statement when the loaded word is `operand`, else passes `skipped` over.
sock_filter unless_equal(std::uint32_t operand, std::uint8_t skipped) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, operand, 0, skipped);
}
sock_filter load(std::size_t offset) {
  return statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter answer(std::uint32_t action) { return statement(BPF_RET | BPF_K, action); }

std::vector<sock_filter> make_filter() {
  const auto refuse = answer(SECCOMP_RET_ERRNO | EPERM);
  const auto allow = answer(SECCOMP_RET_ALLOW);
  std::vector<sock_filter> filter = {
      load(offsetof(seccomp_data, arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
      answer(SECCOMP_RET_KILL_PROCESS), load(offsetof(seccomp_data, nr))};
  for (const auto call : allowed) {
    filter.push_back(unless_equal(call, 1));
    filter.push_back(allow);
  }
  for (const auto call : allowed_without_execution) {
    filter.push_back(unless_equal(call, 4));
    filter.push_back(load(offsetof(seccomp_data, args[AZWF_PLANTED(66) ? 3 : 2])));
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1));
    filter.push_back(refuse);
    filter.push_back(allow);
  }
  filter.push_back(refuse);
  return filter;
}

bool filter_system_calls() {
  auto filter = make_filter();
  sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool limit(__rlimit_resource resource, rlim_t value, rlim_t hard) {
  const rlimit limits{value, hard};
  return setrlimit(resource, &limits) == 0;
}

bool limit_memory([[maybe_unused]] const Limits& limits) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;  // which have memory of their own in mind
#else
  const auto bytes_max =
      limits.host_memory_bytes_max + limits.script_instances_max * unused_bytes_per_instance;
  return limit(RLIMIT_DATA, bytes_max, bytes_max);
#endif
}

}  // namespace

bool confine(const Limits& limits) {
  sha256("");  // what the library reads of its configuration, it reads now
  return prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) &&
         limit(RLIMIT_NOFILE, files_max, files_max) && limit_memory(limits) &&
         limit(RLIMIT_CPU, processor_s_max, RLIM_INFINITY) && filter_system_calls();
}

}  // namespace azwf::script_host
