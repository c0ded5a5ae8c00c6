// Settling never writes a proposal twice: it looks for the proposal's id before it appends where an
// append could not conflict, and after it where it did.
#include "engine/event/append.hpp"

#include "engine/base/check.hpp"

namespace azwf {
namespace {

// A log that answers `unknown` this often in a row does not answer any more.
constexpr int settle_attempts_max = 16;

bool may_hold(const Proposal& proposal, Position position) {
  const auto* expected = std::get_if<Position>(&proposal.expected);
  return expected == nullptr || position > *expected;
}

// Where the proposal stands in its stream, looked for from the end backwards.
Result<std::optional<Committed>> find_proposal(EventLog& log, const Proposal& proposal) {
  const auto cursor = TRY(log.read({proposal.stream, Direction::backwards, {}}));
  for (;;) {
    const auto commit = TRY(cursor->next());
    if (!commit || !may_hold(proposal, commit->frame.position)) return std::nullopt;
    if (commit->leaf.proposal == proposal.id) {
      return Committed{commit->frame.position, commit->frame.chain};
    }
  }
}

}  // namespace

Result<AppendAnswer> settle_unknown(EventLog& log, const Proposal& proposal) {
  const bool may_repeat = std::holds_alternative<AnyRevision>(proposal.expected);
  Error why;
  for (int attempt = 0; attempt < settle_attempts_max; ++attempt) {
    if (may_repeat && !AZWF_PLANTED(8)) {
      if (const auto found = TRY(find_proposal(log, proposal))) return *found;
    }
    auto answers = log.append({&proposal, 1});
    AZWF_CHECK(answers.size() == 1);
    if (auto* unknown = std::get_if<Unknown>(&answers[0])) {
      why = std::move(unknown->why);
      continue;
    }
    if (!std::holds_alternative<Committed>(answers[0])) {  // an earlier attempt may stand there
      if (const auto found = TRY(find_proposal(log, proposal))) return *found;
    }
    return std::move(answers[0]);
  }
  return std::unexpected(std::move(why));
}

Result<std::optional<Commit>> Cursor::next() {
  Result<std::optional<Commit>> commit(std::in_place, std::in_place);
  if (!TRY(next(**commit))) commit->reset();
  return commit;
}

Expected expected_of(Position revision) {
  return revision == Position{} ? Expected{NewStream{}} : Expected{revision};
}

std::size_t bytes_of(const Event& event) {
  const auto* data = std::get_if<Packed>(&event.data);
  return 128 + event.id.size() + event.type.size() + event.subject.size() + event.actor.size() +
         event.origin.size() + event.correlation.size() + event.causation.size() +
         (data != nullptr ? data->bytes.size() : 0);
}

Result<std::vector<Commit>> read_stream(EventLog& log, const StreamName& stream) {
  const auto cursor = TRY(log.read({stream, Direction::forwards, {}}));
  std::vector<Commit> commits;
  while (auto commit = TRY(cursor->next())) commits.push_back(*std::move(commit));
  return commits;
}

Result<Position> last_position(EventLog& log) {
  const auto cursor = TRY(log.read({{}, Direction::backwards, {}}));
  const auto commit = TRY(cursor->next());
  return commit ? commit->frame.position : Position{};
}

}  // namespace azwf
