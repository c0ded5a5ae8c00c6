// Makes a path be what it is to be, all at once: whoever looks sees the old or the new, and what is
// seen after `put` returned is durable.
#pragma once

#include <string>

#include "adapters/operations/files/content.hpp"

namespace azwf::files {

struct Put {
  const FileState& present;  // what is replaced; anything else by now is Error{changed_meanwhile}
  const FileState& wanted;
  Reader content;         // of a wanted file
  std::string temporary;  // the name of what is made beside the path and becomes the wanted one
};
Result<void> put(const Place& place, const Put& task, const Checkpoint& checkpoint);

// The same for renaming `from`, which is `moved`, to `to`, replacing what is `present` there.
Result<void> rename_to(const Place& from, const FileState& moved, const Place& to,
                       const FileState& present);

// Whatever was done there is durable when it returns.
Result<void> sync_entry(const Place& place);

Error changed_meanwhile(const std::string& path, const FileState& expected,
                        const FileState& present);

}  // namespace azwf::files
