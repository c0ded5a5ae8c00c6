// The steps that contract tests are told in: append and see where it went, read and see positions.
#pragma once

#include <boost/test/unit_test.hpp>

#include "engine/event/append.hpp"
#include "tests/support/events.hpp"

namespace azwf::tests {

using Numbers = std::vector<std::uint64_t>;

inline AppendAnswer append_one(EventLog& log, const Proposal& proposal) {
  auto answers = log.append({&proposal, 1});
  BOOST_REQUIRE(answers.size() == 1);
  return answers[0];
}

// The position of what must have been committed.
inline Position committed(const AppendAnswer& answer) {
  if (const auto* refused = std::get_if<Refused>(&answer)) BOOST_FAIL(refused->why.message);
  if (const auto* unknown = std::get_if<Unknown>(&answer)) BOOST_FAIL(unknown->why.message);
  BOOST_REQUIRE(std::holds_alternative<Committed>(answer));
  return std::get<Committed>(answer).position;
}

inline bool is_conflict(const AppendAnswer& answer) {
  return std::holds_alternative<Conflict>(answer);
}

// The code of a refusal; empty when it was none.
inline std::string refused(const AppendAnswer& answer) {
  const auto* refused = std::get_if<Refused>(&answer);
  return refused == nullptr ? "" : refused->why.code;
}

// Appends one event to each of these streams, one commit at a time, whatever their revisions.
inline void append_to(EventLog& log, const std::vector<std::string>& streams) {
  static std::uint64_t number = 1'000;
  for (const auto& stream : streams) {
    committed(append_one(log, proposal(++number, stream, AnyRevision{})));
  }
}

inline std::vector<Commit> commits(EventLog& log, const ReadQuery& query = {}) {
  std::vector<Commit> found;
  const auto cursor = log.read(query);
  BOOST_REQUIRE(cursor);
  for (;;) {
    auto commit = (*cursor)->next();
    if (!commit) BOOST_FAIL(commit.error().message);
    if (!*commit) return found;
    found.push_back(**std::move(commit));
  }
}

inline Numbers positions(EventLog& log, const ReadQuery& query = {}) {
  Numbers found;
  for (const auto& commit : commits(log, query)) found.push_back(commit.frame.position.value);
  return found;
}

}  // namespace azwf::tests
