// azwf resolve: says what became of a step that nobody knows about, and carries its run on.
#include <algorithm>

#include "adapters/cli/carry_on.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/run_at_hand.hpp"
#include "adapters/cli/select.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/runtime/program_store.hpp"

namespace azwf::cli {
namespace {

Result<StepResolved> read_resolution(const Invocation& invocation, const Limits& limits) {
  StepResolved resolved;
  const auto as = invocation.text("--as");
  for (const auto known : {Resolution::done, Resolution::failed, Resolution::retry}) {
    if (as == azwf::to_text(known)) resolved.as = known;
  }
  if (const auto result = invocation.find("--result")) {
    if (resolved.as != Resolution::done) {
      return failure(ErrorKind::invalid, "bad_resolution", "only --as done takes a --result");
    }
    resolved.result = TRY(packed_from_option(*result, "--result", limits));
  }
  return resolved;
}

// What a script reads of a field that nobody told.
Packed nothing_of(FieldType type) {
  Packed value{""};
  Packer packer(value.bytes);
  switch (type) {
    case FieldType::boolean: packer.boolean(false); break;
    case FieldType::integer:
    case FieldType::number:
    case FieldType::duration: packer.integer(0); break;
    case FieldType::string:
    case FieldType::bytes: packer.string(""); break;
    case FieldType::list: packer.array(0); break;
    case FieldType::table: packer.map(0); break;
    case FieldType::any: packer.nil(); break;
  }
  return value;
}

// The result as the operation would have given it: checked, and with every field.
Result<Packed> whole_result(const Program& program, const std::string& operation,
                            const Packed& told) {
  const auto known = std::ranges::find(program.operations, operation, &OperationDescriptor::name);
  if (known == program.operations.end() || known->result.empty()) return told;
  OperationDescriptor shape{.name = "the result of " + operation, .parameters = known->result};
  if (!told.is_nil()) TRY_VOID(check_arguments(shape, told));
  Record record;
  for (const auto& field : known->result) {
    const auto value = field_of(told, field.name);
    record.value(field.name, value.is_nil() ? nothing_of(field.type) : value);
  }
  return record.pack();
}

Result<StepStory> step_in_doubt(const Story& story, const RunId& run, const std::string& text) {
  const auto* step = TRY(select_step(run, story, text));
  if (step->end == StepEnd::in_doubt && !story.state.ended()) return *step;
  return failure(ErrorKind::refused, "not_in_doubt",
                 "step " + step->id.text + " of run " + run.text + " is not in doubt but " +
                     std::string(to_text(step->end)),
                 "azwf show " + run.text);
}

}  // namespace

Result<ExitStatus> resolve_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto resolved = TRY(read_resolution(invocation, limits));
  const auto at_hand = TRY(RunAtHand::open(invocation, console));
  auto& [session, run, follower, before] = *at_hand;
  TRY_VOID(follower.take_up({run}));  // what a claim puts in doubt can be resolved
  const auto read = [&] { return read_story(at_hand->session->log(), at_hand->run); };
  const auto story = TRY(follower.reading(read));
  const auto step = TRY(step_in_doubt(story, run, invocation.text("STEP")));
  resolved.step = step.id;
  if (resolved.as == Resolution::done) {
    const auto program = TRY(ProgramStore(session->blobs()).get(story.state.program));
    resolved.result = TRY(whole_result(*program, step.operation, resolved.result));
  }
  TRY_VOID(follower.follow(run));
  TRY_VOID(follower.tell(run, std::move(resolved)));
  return carry_on(follower, *session, console, Many::no);
}

}  // namespace azwf::cli
