// A move is a rename; restoring what it replaced is a second change after renaming back, so each
// half looks whether it was done already.
#include "adapters/operations/files/moving.hpp"

#include "adapters/operations/files/change.hpp"
#include "adapters/operations/files/put.hpp"
#include "engine/base/check.hpp"

namespace azwf::files {
namespace {

// ---- files.move

Result<void> check_move(const Place& from, const FileState& moved, const Place& to,
                        const FileState& replaced) {
  if (from.path == to.path) {
    return failure(ErrorKind::invalid, "invalid_argument", "'from' and 'to' are the same path");
  }
  if (moved.kind == Kind::absent) {
    return failure(ErrorKind::not_found, "not_found", "there is no " + shown(from.path));
  }
  if (moved.kind == Kind::other) return expect_changeable(from, moved);
  if (replaced.kind == Kind::symlink) return {};
  return expect_changeable(to, replaced);
}

Result<Note> plan_move(Work& work) {
  const auto from = TRY(work.place_in("from"));
  const auto to = TRY(work.place_in("to"));
  Note note;
  note.before = TRY(work.look(to));
  note.after = TRY(work.look(from));
  note.path = to.path;
  note.from = from.path;
  TRY_VOID(check_move(from, note.after, to, note.before));
  TRY_VOID(keep_content(work, to, note.before));
  return note;
}

Result<void> sync_both(const Place& one, const Place& other) {
  TRY_VOID(sync_entry(one));
  return sync_entry(other);
}

Result<void> carry_out_move(Work& work, const Note& note, const Change&, bool is_resumed) {
  const auto from = TRY(work.place(note.from));
  const auto to = TRY(work.place(note.path));
  if (!is_resumed) return rename_to(from, note.after, to, note.before);
  const auto source = TRY(work.look(from));
  const auto target = TRY(work.look(to));
  if (source.kind == Kind::absent && same(target, note.after)) return sync_both(to, from);
  if (!same(source, note.after)) {
    return std::unexpected(changed_meanwhile(from.path, note.after, source));
  }
  if (!same(target, note.before)) {
    return std::unexpected(changed_meanwhile(to.path, note.before, target));
  }
  return rename_to(from, source, to, target);
}

// ---- files.restore

std::unexpected<Error> not_as_left(const Place& place, const FileState& left,
                                   const FileState& present) {
  auto error = changed_meanwhile(place.path, left, present);
  error.message += "; force = true puts back what was there before all the same";
  return std::unexpected(std::move(error));
}

// How far a move has been undone.
struct MovedBack {
  bool is_renamed = false;
  bool is_done = false;
};

Result<MovedBack> look_moved(Work& work, const Note& asked, const FileState& present) {
  const auto from = TRY(work.place(asked.from));
  const auto source = TRY(work.look(from));
  const bool is_back = same_content(source, asked.after);
  if (is_back && same(present, asked.before)) return MovedBack{true, true};
  if (is_back && present.kind == Kind::absent) return MovedBack{true, false};
  if (source.kind == Kind::absent) return MovedBack{false, false};
  return std::unexpected(changed_meanwhile(from.path, FileState{}, source));
}

// What the arguments call `after` is what is expected, `before` is what is wanted.
Result<Note> plan_restore(Work& work) {
  const auto asked = TRY(unpack_note(work.request().arguments));
  const auto place = TRY(work.place(asked.path));
  Note note;
  note.before = TRY(work.look(place));
  note.after = asked.before;
  note.path = place.path;
  note.parents = asked.parents;
  if (note.before.kind == Kind::other) TRY_VOID(expect_changeable(place, note.before));
  const bool is_moot = changes_nothing(asked) && !work.is_set("force");
  MovedBack moved{.is_renamed = true, .is_done = is_moot || same(note.before, asked.before)};
  if (!asked.from.empty()) moved = TRY(look_moved(work, asked, note.before));
  if (moved.is_done) {
    note.after = note.before;
    return note;
  }
  const bool is_half_done = !asked.from.empty() && moved.is_renamed;
  const bool is_as_left = same_content(note.before, asked.after) || AZWF_PLANTED(92);
  if (!is_half_done && !is_as_left && !work.is_set("force")) {
    return not_as_left(place, asked.after, note.before);
  }
  note.from = asked.from;
  if (note.after.kind == Kind::file) TRY_VOID(work.keep().get(note.after.sha256));
  if (note.from.empty()) TRY_VOID(keep_content(work, place, note.before));
  return note;
}

Result<Reader> kept_content(const Work& work, const Note& note) {
  return work.keep().get(note.after.sha256);
}

Result<void> carry_out_restore(Work& work, const Note& note, const Change& change,
                               bool is_resumed) {
  if (note.from.empty()) return bring_about(work, note, change, is_resumed);
  const auto place = TRY(work.place(note.path));
  const auto from = TRY(work.place(note.from));
  auto present = TRY(work.look(place));
  if (TRY(work.look(from)).kind == Kind::absent) {
    if (!same_content(present, note.before)) return not_as_left(place, note.before, present);
    TRY_VOID(rename_to(place, present, from, FileState{}));
    present = FileState{};
  }
  work.go_on_to_the_end();
  if (same(present, note.after)) return sync_both(from, place);
  if (present.kind != Kind::absent) {
    return std::unexpected(changed_meanwhile(place.path, FileState{}, present));
  }
  const Note rest{.path = note.path, .before = present, .after = note.after};
  return bring_about(work, rest, change, false);
}

// Undoing a move back is moving again.
Packed inverse_of_restore(const Note& note) {
  if (note.from.empty()) return pack_note(note);
  Packed arguments{""};
  Packer packer(arguments.bytes);
  packer.map(2);
  pack_text(packer.string("from"), note.from);
  pack_text(packer.string("to"), note.path);
  return arguments;
}

std::string_view inverse_operation(const Note& note) {
  return note.from.empty() ? "files.restore" : "files.move";
}

}  // namespace

std::unique_ptr<Operation> make_move(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.move",
      .lua_name = "files.move",
      .summary = "Renames a file, symbolic link or folder; a file that is there is replaced.",
      .positional = "",
      .parameters = {path_parameter("from", "what to move; within the run's roots"),
                     path_parameter("to", "its new path, on the same file system")}};
  return make_change_operation(std::move(descriptor), std::move(shop),
                               {.plan = plan_move, .carry_out = carry_out_move});
}

std::unique_ptr<Operation> make_restore(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.restore",
      .lua_name = "files.restore",
      .summary = "Undoes a change to files: takes what the change offers as its inverse.",
      .positional = "",
      .parameters = {
          path_parameter("path", "what was changed"),
          {.name = "before",
           .type = FieldType::table,
           .required = true,
           .summary = "what was there before the change, and is put back"},
          {.name = "after",
           .type = FieldType::table,
           .required = true,
           .summary = "what the change left; when it is something else now: changed_meanwhile"},
          {.name = "from", .type = FieldType::bytes, .summary = "moved from there"},
          {.name = "parents",
           .type = FieldType::integer,
           .summary = "so many folders above it were made with it"},
          {.name = "force",
           .type = FieldType::boolean,
           .summary = "put back what was there before, whatever is there now"}}};
  return make_change_operation(std::move(descriptor), std::move(shop),
                               {.plan = plan_restore,
                                .content = kept_content,
                                .carry_out = carry_out_restore,
                                .inverse = inverse_operation,
                                .inverse_arguments = inverse_of_restore});
}

}  // namespace azwf::files
