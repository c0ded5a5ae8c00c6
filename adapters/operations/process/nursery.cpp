// Descriptors travel over the socket (SCM_RIGHTS): a supervisor is born holding its step's lock, so
// there is no moment at which a step is begun and its lock is free.
#include "adapters/operations/process/nursery.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>

#include "adapters/operations/process/supervisor_main.hpp"

namespace azwf::process {
namespace {

constexpr std::size_t descriptors_per_birth = 4;
// Few births may be under way: descriptors in flight are counted against the user's limit.
constexpr int send_buffer_bytes = 16 << 10;

using Numbers = std::array<int, descriptors_per_birth>;

struct BirthMessage {
  char byte = 'b';
  iovec content{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(Numbers))> control{};
  msghdr header{};

  BirthMessage() {
    header.msg_iov = &content;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
  }
  BirthMessage(const BirthMessage&) = delete;
  BirthMessage& operator=(const BirthMessage&) = delete;
};

}  // namespace

int send_birth(const FileDescriptor& nursery, const Birth& birth) {
  const Numbers numbers{birth.holder.get(), birth.order.get(), birth.files.lock.get(),
                        birth.files.spool.get()};
  BirthMessage message;
  cmsghdr* rights = CMSG_FIRSTHDR(&message.header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof numbers);
  std::memcpy(CMSG_DATA(rights), numbers.data(), sizeof numbers);
  return sendmsg(nursery.get(), &message.header, MSG_NOSIGNAL) < 0 ? errno : 0;
}

Result<SocketPair> make_socket_pair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return system_failure("start_failed", "cannot make a socket pair");
  }
  return SocketPair{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

Nursery::~Nursery() { let_go(); }

Result<void> Nursery::bear(const Birth& birth) {
  const std::lock_guard guard(mutex_);
  for (int attempt = 1;; ++attempt) {
    if (pid_ == 0) TRY_VOID(start());
    const int error = send_birth(socket_, birth);
    if (error == 0) return {};
    let_go();
    if (attempt == 2) return system_failure("start_failed", "cannot reach the nursery", error);
  }
}

Result<void> Nursery::start() {
  auto pair = TRY(make_socket_pair());
  setsockopt(pair.ours.get(), SOL_SOCKET, SO_SNDBUF, &send_buffer_bytes, sizeof send_buffer_bytes);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, pair.theirs.get(), nursery_socket);
  posix_spawn_file_actions_addclosefrom_np(&actions, nursery_socket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);  // a terminal's Ctrl-C is not for it

  std::string name = "azwf";
  std::string command(supervise_command);
  char* const argv[] = {name.data(), command.data(), nullptr};
  const int error = posix_spawn(&pid_, program_.c_str(), &actions, &attributes, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    pid_ = 0;
    return system_failure("start_failed", "cannot start " + program_, error);
  }
  socket_ = std::move(pair.ours);
  return {};
}

void Nursery::let_go() {
  socket_.close();
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

std::optional<Birth> next_birth(const FileDescriptor& births) {
  for (;;) {
    BirthMessage message;
    const auto size = recvmsg(births.get(), &message.header, MSG_CMSG_CLOEXEC);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    const cmsghdr* rights = CMSG_FIRSTHDR(&message.header);
    if (rights == nullptr || rights->cmsg_len != CMSG_LEN(sizeof(Numbers))) continue;
    Numbers numbers{};
    std::memcpy(numbers.data(), CMSG_DATA(rights), sizeof numbers);
    return Birth{FileDescriptor(numbers[0]),
                 FileDescriptor(numbers[1]),
                 {FileDescriptor(numbers[2]), FileDescriptor(numbers[3])}};
  }
}

}  // namespace azwf::process
