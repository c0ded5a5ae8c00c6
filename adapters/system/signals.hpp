// Which thread signals are delivered to.
#pragma once

namespace azwf {

// No more to the calling thread: they are for those of the program's own.
void hear_no_signals();

}  // namespace azwf
