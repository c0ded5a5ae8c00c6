// Each plans what a path is to be; how that comes about is the same for all (change.cpp).
#include "adapters/operations/files/writing.hpp"

#include "adapters/operations/files/change.hpp"
#include "adapters/operations/files/put.hpp"
#include "engine/base/digest.hpp"

namespace azwf::files {
namespace {

constexpr std::uint32_t default_mode = 0644;

Field mode_parameter(std::string summary) {
  return {.name = "mode", .type = FieldType::string, .summary = std::move(summary)};
}

// A file that takes the place of what was there keeps its mode and owners.
Result<FileState> file_after(const Work& work, const FileState& before, std::uint32_t new_mode) {
  FileState after{.kind = Kind::file, .mode = before.mode.value_or(new_mode)};
  after.owner = before.owner;
  after.group = before.group;
  const auto mode = work.argument("mode");
  if (!mode.is_nil()) after.mode = TRY(mode_from(text_of(mode)));
  return after;
}

// `expect`: the sha256 of what is to be replaced, as it was read.
Result<void> check_expected(const Work& work, const Place& place, const FileState& before) {
  const auto expected = work.argument("expect");
  if (expected.is_nil()) return {};
  const auto digest = digest_from_hex(text_of(expected));
  if (!digest) {
    return failure(ErrorKind::invalid, "invalid_argument",
                   "'expect' is no sha256 in hexadecimal, as files.read gives it");
  }
  if (before.kind == Kind::file && before.sha256 == *digest) return {};
  return failure(ErrorKind::refused, "changed_meanwhile",
                 shown(place.path) + " was changed meanwhile: it is " + in_words(before) +
                     " now; sha256 " + to_hex(*digest).substr(0, 12) + "… was expected");
}

Result<Note> planned(Work& work, const Place& place, FileState before, FileState after) {
  if (!same(before, after)) TRY_VOID(keep_content(work, place, before));
  return Note{.path = place.path, .before = std::move(before), .after = std::move(after)};
}

// ---- files.write

Result<Note> plan_write(Work& work) {
  const auto place = TRY(work.place_in("path"));
  const auto before = TRY(work.look(place));
  TRY_VOID(expect_changeable(place, before));
  TRY_VOID(check_expected(work, place, before));
  if (before.kind == Kind::absent && !work.is_set("create", true)) {
    return failure(ErrorKind::not_found, "not_found",
                   "there is no " + shown(place.path) + ", and create is false");
  }
  const auto content = TRY(work.text("content"));
  auto after = TRY(file_after(work, before, default_mode));
  after.size = content.size();
  after.sha256 = sha256(content);
  return planned(work, place, before, after);
}

Result<Reader> given_content(const Work& work, const Note&) {
  return reader_of(TRY(work.text("content")));
}

// ---- files.copy

Result<Note> plan_copy(Work& work) {
  const auto source = TRY(work.place_in("from"));
  const auto place = TRY(work.place_in("to"));
  const auto open = TRY(open_file(source, work.limits().file_bytes_max));
  const auto before = TRY(work.look(place));
  TRY_VOID(expect_changeable(place, before));
  auto after = TRY(file_after(work, before, *open.state.mode));
  after.size = open.state.size;
  after.sha256 = TRY(hash_file(open, source, {work.limits(), work.checkpoint(), nullptr}));
  return planned(work, place, before, after);
}

Result<Reader> copied_content(const Work& work, const Note&) {
  const auto source = TRY(work.place_in("from"));
  auto open = TRY(open_file(source, work.limits().file_bytes_max));
  return reader_of(std::move(open.file), source.path);
}

// ---- files.remove

Result<Note> plan_remove(Work& work) {
  const auto place = TRY(work.place_in("path"));
  const auto before = TRY(work.look(place));
  if (before.kind == Kind::absent && !work.is_set("missing_ok")) {
    return failure(ErrorKind::not_found, "not_found", "there is no " + shown(place.path));
  }
  if (before.kind == Kind::other) TRY_VOID(expect_changeable(place, before));
  return planned(work, place, before, FileState{});
}

// ---- files.symlink

Result<Note> plan_symlink(Work& work) {
  const auto place = TRY(work.place_in("path"));
  const auto before = TRY(work.look(place));
  if (before.kind != Kind::absent && before.kind != Kind::symlink) {
    return failure(ErrorKind::refused, "not_a_symlink",
                   shown(place.path) + " is " + in_words(before) +
                       "; only a symbolic link is replaced by one");
  }
  FileState after{.kind = Kind::symlink};
  after.target = TRY(work.text("target"));
  if (after.target.empty() || after.target.contains('\0')) {
    return failure(ErrorKind::invalid, "invalid_argument", "'target' is empty or holds a NUL byte");
  }
  return planned(work, place, before, after);
}

}  // namespace

std::unique_ptr<Operation> make_write(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.write",
      .lua_name = "files.write",
      .summary = "Writes a file whole, all at once; mode and owner stay as they were.",
      .positional = "",
      .parameters = {
          path_parameter("path", "the file; within the run's roots"),
          {.name = "content",
           .type = FieldType::bytes,
           .required = true,
           .summary = "what it is to hold"},
          {.name = "create",
           .type = FieldType::boolean,
           .summary = "false: it must be there already"},
          {.name = "expect",
           .type = FieldType::string,
           .summary = "the sha256 of what is replaced, as it was read; else changed_meanwhile"},
          mode_parameter("its permissions; as they were without, \"644\" for a new one")}};
  return make_change_operation(
      std::move(descriptor), std::move(shop),
      {.plan = plan_write, .content = given_content, .carry_out = bring_about});
}

std::unique_ptr<Operation> make_copy(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.copy",
      .lua_name = "files.copy",
      .summary = "Copies a file, all at once; what it replaces keeps its mode and owner.",
      .positional = "",
      .parameters = {path_parameter("from", "the file to copy; within the run's roots"),
                     path_parameter("to", "the file it becomes; within the run's roots"),
                     mode_parameter("its permissions; without, those of the file it replaces, or "
                                    "else of the one it copies")}};
  return make_change_operation(
      std::move(descriptor), std::move(shop),
      {.plan = plan_copy, .content = copied_content, .carry_out = bring_about});
}

std::unique_ptr<Operation> make_remove(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.remove",
      .lua_name = "files.remove",
      .summary = "Removes a file, a symbolic link or an empty folder.",
      .positional = "path",
      .parameters = {path_parameter("path", "what to remove; within the run's roots"),
                     {.name = "missing_ok",
                      .type = FieldType::boolean,
                      .summary = "that nothing is there is no failure"}}};
  return make_change_operation(std::move(descriptor), std::move(shop),
                               {.plan = plan_remove, .carry_out = bring_about});
}

std::unique_ptr<Operation> make_symlink(std::shared_ptr<Shop> shop) {
  OperationDescriptor descriptor{
      .name = "files.symlink",
      .lua_name = "files.symlink",
      .summary = "Makes a symbolic link, or lets one lead elsewhere, all at once.",
      .positional = "",
      .parameters = {path_parameter("path", "the link; within the run's roots"),
                     {.name = "target",
                      .type = FieldType::bytes,
                      .required = true,
                      .summary = "where it leads, as it is written into the link"}}};
  return make_change_operation(std::move(descriptor), std::move(shop),
                               {.plan = plan_symlink, .carry_out = bring_about});
}

}  // namespace azwf::files
