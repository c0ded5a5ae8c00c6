// A folder above is a place of its own: its entry in the folder above that one is what is made.
#include "adapters/operations/files/folders.hpp"

#include <fcntl.h>

#include "adapters/operations/files/change.hpp"
#include "adapters/operations/files/put.hpp"

namespace azwf::files {
namespace {

// The place's path below its root without the last `count` names; empty: the root or above it.
std::string above(const Place& place, std::int64_t count) {
  std::string inside = place.inside;
  for (; count > 0; --count) {
    const auto slash = inside.rfind('/');
    if (slash == std::string::npos) return "";
    inside.resize(slash);
  }
  return inside;
}

Result<Place> place_above(const Place& place, const std::string& inside) {
  Place parent;
  parent.store = place.store;
  const auto cut = place.inside.size() - inside.size();
  parent.path = place.path.substr(0, place.path.size() - cut);
  parent.inside = inside;
  parent.root = FileDescriptor(fcntl(place.root.get(), F_DUPFD_CLOEXEC, 0));
  if (!parent.root.is_open()) return file_failure("cannot open the root of", place.path);
  return parent;
}

Result<bool> is_folder(const Place& place, const std::string& inside) {
  const auto found = open_beneath(place, inside, O_PATH | O_DIRECTORY);
  if (found) return true;
  if (found.error().code == "not_found") return false;
  return std::unexpected(found.error());
}

Result<std::int64_t> missing_parents(const Place& place) {
  for (std::int64_t count = 1;; ++count) {
    const auto inside = above(place, count);
    if (inside.empty() || TRY(is_folder(place, inside))) return count - 1;
  }
}

Result<Note> plan_mkdir(Work& work) {
  const auto place = TRY(work.place_in("path"));
  Note note;
  note.before = TRY(work.look(place));
  note.after = note.before;
  note.path = place.path;
  if (note.before.kind == Kind::folder) return note;
  if (note.before.kind != Kind::absent) {
    return failure(ErrorKind::refused, "exists",
                   shown(place.path) + " is " + in_words(note.before) + "; no folder can be made");
  }
  const auto mode = work.argument("mode");
  note.after = FileState{.kind = Kind::folder, .mode = 0755};
  if (!mode.is_nil()) note.after.mode = TRY(mode_from(text_of(mode)));
  if (work.is_set("parents")) note.parents = TRY(missing_parents(place));
  return note;
}

}  // namespace

Result<void> make_parents(const Place& place, std::int64_t count, const std::string& temporary) {
  const FileState folder{.kind = Kind::folder};
  const Checkpoint go_on = [] { return Result<void>(); };
  for (; count > 0; --count) {
    const auto inside = above(place, count);
    if (inside.empty() || TRY(is_folder(place, inside))) continue;
    const auto parent = TRY(place_above(place, inside));
    const auto made = put(parent, {FileState{}, folder, {}, temporary}, go_on);
    if (!made && !TRY(is_folder(place, inside))) return made;  // else somebody else made it
  }
  return {};
}

void remove_parents(const Place& place, std::int64_t count) {
  for (std::int64_t level = 1; level <= count; ++level) {
    const auto inside = above(place, level);
    if (inside.empty()) return;
    const auto parent = place_above(place, inside);
    const auto entry = parent ? entry_of(*parent) : std::unexpected(parent.error());
    if (!entry && entry.error().code == "not_found") continue;  // gone, by an earlier attempt
    if (!entry) return;
    const int status = unlinkat(entry->folder.get(), entry->name.c_str(), AT_REMOVEDIR);
    if (status != 0 && errno != ENOENT) return;
    if (!sync_entry(*parent)) return;
  }
}

std::unique_ptr<Operation> make_mkdir(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.mkdir",
      .lua_name = "files.mkdir",
      .summary = "Makes a folder; one that is there stays as it is.",
      .positional = "path",
      .parameters = {path_parameter("path", "the folder; within the run's roots"),
                     {.name = "parents",
                      .type = FieldType::boolean,
                      .summary = "make missing folders above it, too"},
                     {.name = "mode",
                      .type = FieldType::string,
                      .summary = "its permissions; \"755\" without"}}};
  return make_change_operation(std::move(descriptor), std::move(shop),
                               {.plan = plan_mkdir, .carry_out = bring_about});
}

}  // namespace azwf::files
