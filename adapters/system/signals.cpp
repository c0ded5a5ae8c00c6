// Of a thread that only works for others.
#include "adapters/system/signals.hpp"

#include <signal.h>

namespace azwf {

void hear_no_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace azwf
