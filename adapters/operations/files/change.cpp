// Plan, note, change: the same for every operation.
#include "adapters/operations/files/change.hpp"

#include "adapters/operations/files/folders.hpp"
#include "adapters/operations/files/put.hpp"

namespace azwf::files {
namespace {

constexpr std::int64_t parents_max = 256;

Packed result_of(const Note& note, const Change& change) {
  Packed result{""};
  Packer packer(result.bytes);
  packer.map(3);
  packer.string("changed").boolean(!changes_nothing(note));
  packer.string("inverse").map(2);
  packer.string("arguments").packed(change.inverse_arguments(note));
  packer.string("operation").string(change.inverse(note));
  pack_text(packer.string("path"), note.path);
  return result;
}

Result<Packed> change_noted(Work& work, const Note& note, const Change& change, bool is_resumed) {
  TRY_VOID(work.checkpoint()());
  TRY_VOID(change.carry_out(work, note, change, is_resumed));
  return result_of(note, change);
}

class ChangeOperation : public Operation {
 public:
  ChangeOperation(OperationDescriptor descriptor, std::shared_ptr<Shop> shop, Change change)
      : descriptor_(std::move(descriptor)), shop_(std::move(shop)), change_(change) {}

  const OperationDescriptor& descriptor() const override { return descriptor_; }

  void perform(StepRequest request, Attempt attempt) override {
    const auto work = std::make_shared<Work>(*shop_, std::move(request), std::move(attempt));
    shop_->pool.post([work, shop = shop_.get(), change = change_] { begin(work, *shop, change); });
  }

 private:
  // What waits for a note must not own the shop: its pool would be ended from its own thread.
  static void begin(const WorkPtr& work, Shop& shop, const Change& change) {
    if (!work->request().progress.is_nil()) return resume(*work, change);
    const auto note = change.plan(*work);
    if (!note) return std::move(*work).finish(std::unexpected(note.error()));
    if (changes_nothing(*note)) return std::move(*work).finish(result_of(*note, change));
    work->note(pack_note(*note), [work, &shop, change, noted = *note](bool is_durable) {
      if (!is_durable) return std::move(*work).give_up();
      shop.pool.post([=] { std::move(*work).finish(change_noted(*work, noted, change, false)); });
    });
  }

  // An earlier attempt had made its note, and may have done all of it.
  static void resume(Work& work, const Change& change) {
    const auto note = unpack_note(work.request().progress);
    if (!note) return std::move(work).finish(std::unexpected(note.error()));
    std::move(work).finish(change_noted(work, *note, change, true));
  }

  OperationDescriptor descriptor_;
  std::shared_ptr<Shop> shop_;
  Change change_;
};

Result<void> make_as_noted(Work& work, const Place& place, const Note& note, const Change& change,
                           const FileState& present) {
  if (note.after.kind == Kind::folder)
    TRY_VOID(make_parents(place, note.parents, work.temporary()));
  Reader content;
  if (note.after.kind == Kind::file) content = TRY(change.content(work, note));
  TRY_VOID(put(place, {present, note.after, content, work.temporary()}, work.checkpoint()));
  if (note.after.kind == Kind::absent) remove_parents(place, note.parents);
  return {};
}

// The path is what it was to be; an earlier attempt may have been killed before the rest.
Result<void> conclude(const Place& place, const Note& note) {
  const auto synced = sync_entry(place);
  if (note.after.kind != Kind::absent) return synced;
  if (!synced && synced.error().code != "not_found") return synced;  // else its folder is gone, too
  remove_parents(place, note.parents);
  return {};
}

}  // namespace

bool changes_nothing(const Note& note) {
  return same(note.before, note.after) && note.from.empty();
}

Packed pack_note(const Note& note) {
  Packed packed{""};
  Packer packer(packed.bytes);
  packer.map(3U + (note.from.empty() ? 0 : 1) + (note.parents > 0 ? 1 : 0));
  pack_state(packer.string("after"), note.after);
  pack_state(packer.string("before"), note.before);
  if (!note.from.empty()) pack_text(packer.string("from"), note.from);
  if (note.parents > 0) packer.string("parents").integer(note.parents);
  pack_text(packer.string("path"), note.path);
  return packed;
}

Result<Note> unpack_note(const Packed& packed) {
  Note note;
  note.after = TRY(unpack_state(field_of(packed, "after"), "after"));
  note.before = TRY(unpack_state(field_of(packed, "before"), "before"));
  note.from = TRY(text_from(field_of(packed, "from")));
  note.path = TRY(text_from(field_of(packed, "path")));
  const auto parents = field_of(packed, "parents");
  if (!parents.is_nil()) note.parents = TRY(Unpacker(parents.bytes).integer());
  if (note.parents >= 0 && note.parents <= parents_max) return note;
  return failure(ErrorKind::invalid, "invalid_argument", "'parents' is out of range");
}

Result<void> bring_about(Work& work, const Note& note, const Change& change, bool is_resumed) {
  const auto place = TRY(work.place(note.path));
  const auto present = is_resumed ? TRY(work.look(place)) : note.before;
  if (is_resumed && same(present, note.after)) return conclude(place, note);
  if (is_resumed && !same(present, note.before)) {
    return std::unexpected(changed_meanwhile(place.path, note.before, present));
  }
  return make_as_noted(work, place, note, change, present);
}

Result<void> expect_changeable(const Place& place, const FileState& state) {
  if (state.kind == Kind::absent || state.kind == Kind::file) return {};
  const auto code = state.kind == Kind::folder    ? "is_a_folder"
                    : state.kind == Kind::symlink ? "is_a_symlink"
                                                  : "not_a_file";
  return failure(ErrorKind::refused, code,
                 shown(place.path) + " is " + in_words(state) + "; a file belongs there" +
                     (state.kind == Kind::symlink ? ": name the one it leads to" : ""));
}

Result<void> keep_content(Work& work, const Place& place, const FileState& state) {
  if (state.kind != Kind::file) return {};
  const auto kept = TRY(work.look_keep(place));
  if (same_content(kept, state)) return {};
  return std::unexpected(changed_meanwhile(place.path, state, kept));
}

std::vector<Field> change_results() {
  return {{.name = "changed", .type = FieldType::boolean, .summary = "it was not so already"},
          {.name = "inverse",
           .type = FieldType::table,
           .summary = "the operation and arguments that undo it: wf.undo takes this result"},
          {.name = "path", .type = FieldType::bytes, .summary = "what was changed; absolute"}};
}

Field path_parameter(std::string name, std::string summary) {
  return {.name = std::move(name),
          .type = FieldType::bytes,
          .required = true,
          .summary = std::move(summary)};
}

std::unique_ptr<Operation> make_change_operation(OperationDescriptor descriptor,
                                                 std::shared_ptr<Shop> shop, Change change) {
  descriptor.result = change_results();
  return std::make_unique<ChangeOperation>(std::move(descriptor), std::move(shop), change);
}

}  // namespace azwf::files
