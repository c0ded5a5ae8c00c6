// A terminal's screen as a text file: what is run in it, what is done, what is seen. See README.md.
#pragma once

#include <string>

namespace azwf::tests {

// Plays the transcript in a fresh folder: the same text, with the screens of this time.
std::string replay_screens(const std::string& transcript);

}  // namespace azwf::tests
