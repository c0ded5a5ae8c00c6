// A pipe without a reader is in error; nothing else is asked of it.
#include "adapters/cli/reader_watch.hpp"

#include <poll.h>
#include <unistd.h>

#include <utility>

namespace azwf::cli {
namespace {

constexpr int looked_again_every_ms = 200;

}  // namespace

ReaderWatch::ReaderWatch(std::function<void()> gone)
    : thread_([gone = std::move(gone)](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          pollfd out{STDOUT_FILENO, 0, 0};
          if (poll(&out, 1, looked_again_every_ms) > 0) return gone();
        }
      }) {}

}  // namespace azwf::cli
