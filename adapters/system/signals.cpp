// The mask of a thread is that of whoever starts it.
#include "adapters/system/signals.hpp"

namespace azwf {

SignalsKeptAway::SignalsKeptAway() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsKeptAway::~SignalsKeptAway() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace azwf
