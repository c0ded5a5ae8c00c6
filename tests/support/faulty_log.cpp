// Faults are drawn for a whole group before anything is written; what is to be written goes down as
// one group, in order.
#include "tests/support/faulty_log.hpp"

#include "tests/support/events.hpp"

namespace azwf::tests {
namespace {

Error planned(const char* what) {
  return {ErrorKind::unavailable, "planned_fault", std::string("planned: ") + what, ""};
}

bool is_written(Fault fault) {
  return fault == Fault::none || fault == Fault::unknown_written || fault == Fault::other_writer;
}

AppendAnswer answer_of(Fault fault, AppendAnswer from_below) {
  switch (fault) {
    case Fault::none:
    case Fault::other_writer: return from_below;
    case Fault::conflict: return Conflict{};
    case Fault::refused: return Refused{planned("refused")};
    case Fault::unknown_written: return Unknown{planned("written, but unknown")};
    case Fault::unknown_not_written:
    case Fault::dies: return Unknown{planned("not written, but unknown")};
  }
  return from_below;
}

}  // namespace

Fault FaultyLog::draw() {
  if (!planned_.empty()) {
    const auto fault = planned_.front();
    planned_.pop_front();
    return fault;
  }
  auto left = std::uniform_int_distribution<unsigned>(0, 999)(random_);
  const std::pair<unsigned, Fault> rates[] = {
      {rates_.conflict, Fault::conflict},
      {rates_.refused, Fault::refused},
      {rates_.unknown_written, Fault::unknown_written},
      {rates_.unknown_not_written, Fault::unknown_not_written},
      {rates_.other_writer, Fault::other_writer},
      {rates_.dies, Fault::dies},
  };
  for (const auto& [rate, fault] : rates) {
    if (left < rate) return fault;
    left -= rate;
  }
  return Fault::none;
}

void FaultyLog::let_other_write(const Proposal& ours) {
  ProposalId id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random_());
  auto other = Proposal{id, ours.stream, AnyRevision{}, {event("other.wrote")}, Urgency::settles};
  if (other_writer_) other = other_writer_(ours);
  ForwardingLog::append({&other, 1});
}

std::vector<AppendAnswer> FaultyLog::append(std::span<const Proposal> proposals) {
  std::vector<Fault> faults;
  std::vector<Proposal> written;
  for (const auto& proposal : proposals) {
    auto fault = draw();
    is_dead_ = is_dead_ || fault == Fault::dies;
    if (is_dead_) fault = Fault::dies;
    if (fault == Fault::other_writer) let_other_write(proposal);
    if (is_written(fault)) written.push_back(proposal);
    faults.push_back(fault);
  }
  auto below = ForwardingLog::append(written);
  std::vector<AppendAnswer> answers;
  for (auto next = below.begin(); const auto fault : faults) {
    answers.push_back(answer_of(fault, is_written(fault) ? std::move(*next++) : Conflict{}));
  }
  return answers;
}

}  // namespace azwf::tests
