// Handlers find what they need in two variables of the process: there is no other way. They run on
// a stack of their own, since a script may have used up the usual one.
#include "adapters/script_host/last_words.hpp"

#include <unistd.h>

#include <array>
#include <atomic>

namespace azwf::script_host {
namespace {

std::atomic<Page*> page_of_process = nullptr;
std::atomic<lua_State*> state_of_process = nullptr;

void on_signal(int number) {
  auto* const page = page_of_process.load();
  const auto end = number == end_yourself ? HostEnd::none : HostEnd::crashed;
  page->end = static_cast<std::uint32_t>(end);
  if (auto* const main = state_of_process.exchange(nullptr)) {
    const auto place = lua::place_now(main);
    if (!place.module.empty()) write_place(*page, place.module, place.line);
  }
  _exit(128 + number);
}

}  // namespace

LastWords::LastWords(Page& page) {
  static std::array<char, 64 << 10> stack;
  page_of_process = &page;
  stack_t alternative{};
  alternative.ss_sp = stack.data();
  alternative.ss_size = stack.size();
  sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = on_signal;
  // A crash within the handler is the end, at once.
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGXCPU, end_yourself}) {
    sigaction(number, &action, nullptr);
  }
}

void LastWords::speak_of(lua_State* main) {
  state_of_process.store(main, std::memory_order_relaxed);
}

}  // namespace azwf::script_host
