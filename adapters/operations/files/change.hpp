// How something is changed so that an attempt that is killed at any moment does no harm:
//
//   plan    looks at what is there, keeps it, and notes what is there and what is to be
//   note    makes that durable; a later attempt begins from the note, not from what it finds
//   change  all at once, and only while what is there still is what was noted
//
// The note is also the inverse: files.restore takes it as its arguments.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/operations/files/work.hpp"

namespace azwf::files {

struct Note {
  std::string path;
  FileState before;
  FileState after;
  std::string from;          // moved from there; empty: not moved
  std::int64_t parents = 0;  // so many folders above are made, or removed, with it
};
// What the path is to be it is already.
bool changes_nothing(const Note& note);
Packed pack_note(const Note& note);
Result<Note> unpack_note(const Packed& packed);

// The parts of an operation that changes something.
struct Change {
  Result<Note> (*plan)(Work& work) = nullptr;
  // What a file that is to be there holds.
  Result<Reader> (*content)(const Work& work, const Note& note) = nullptr;
  // `is_resumed`: the note is of an earlier attempt, which may have done all or nothing.
  Result<void> (*carry_out)(Work& work, const Note& note, const Change& change, bool is_resumed);
  // The operation that takes the inverse's arguments, and those.
  std::string_view (*inverse)(const Note& note) = [](const Note&) -> std::string_view {
    return "files.restore";
  };
  Packed (*inverse_arguments)(const Note& note) = pack_note;
};

// What a path is made to be by `put`.
Result<void> bring_about(Work& work, const Note& note, const Change& change, bool is_resumed);

// Refuses what cannot be changed as a file: a device, a folder.
Result<void> expect_changeable(const Place& place, const FileState& state);
// Keeps the content of what was looked at.
Result<void> keep_content(Work& work, const Place& place, const FileState& state);

std::vector<Field> change_results();
Field path_parameter(std::string name, std::string summary);
std::unique_ptr<Operation> make_change_operation(OperationDescriptor descriptor,
                                                 std::shared_ptr<Shop> shop, Change change);

}  // namespace azwf::files
