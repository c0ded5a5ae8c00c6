// Which threads signals are delivered to.
#pragma once

#include <signal.h>

namespace azwf {

// While it lives, neither the calling thread nor those that it starts meanwhile are given signals:
// they are for the program's own.
class SignalsKeptAway {
 public:
  SignalsKeptAway();
  ~SignalsKeptAway();
  SignalsKeptAway(const SignalsKeptAway&) = delete;
  SignalsKeptAway& operator=(const SignalsKeptAway&) = delete;

 private:
  sigset_t before_;
};

}  // namespace azwf
