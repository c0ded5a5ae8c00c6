// Who acts, as the system says and never as an argument says: the account and the engine's name.
#pragma once

#include <string>

namespace azwf {

std::string account_name();  // the effective user's; "uid:1000" when the system has no name for it
std::string engine_name();   // "host:pid", to tell engines apart in a history

}  // namespace azwf
