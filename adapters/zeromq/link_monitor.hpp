// What becomes of a dealer's connection, as the library notices it: whoever waits for an answer
// learns at once that none can come, and why.
#pragma once

#include <optional>

#include "adapters/zeromq/socket_events.hpp"

namespace azwf::zeromq {

enum class LinkEnd {
  nobody_there,    // nothing listens at the address
  not_let_in,      // the other side does not know the key, or knows it no more
  other_security,  // one side wants keys, and the other does not
  not_opened,      // the other side ended it first: it cannot read what this key is made for
  broken,
};

class LinkMonitor {
 public:
  // Of a socket that is not connected yet, and outlives this.
  LinkMonitor(Context& context, Socket& watched);

  // How the connection has ended, if it has.
  std::optional<LinkEnd> end();
  // Readable when something became of it.
  [[nodiscard]] Socket& socket() { return events_.socket(); }

 private:
  SocketEvents events_;
};

}  // namespace azwf::zeromq
