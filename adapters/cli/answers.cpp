// Queries by name. Nothing of a later commit enters an answer: the log is read up to where the
// views stand.
#include "adapters/cli/answers.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "adapters/cli/documents.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/show_run.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t runs_max = 1'000;

struct Source {
  Position last;
  EventLog& log;
  ViewStore& views;
};

std::unexpected<Error> bad_argument(const std::string& why, const std::string& hint = "") {
  return failure(ErrorKind::invalid, "bad_argument", why, hint);
}

Result<Packed> answer_run(const Packed& arguments, const Source& source) {
  const auto name = text_of(field_of(arguments, "run"));
  if (name.empty()) return bad_argument("the query run needs the text run", "{run: ID or @last}");
  const auto run = TRY(select_run(source.views, name));
  return story_document(run, TRY(read_story_until(source.log, run, source.last)));
}

Result<std::optional<RunStatus>> status_of(const Packed& given) {
  if (given.is_nil()) return std::nullopt;
  const auto text = text_of(given);
  const auto status = run_status_from_text(text);
  if (!status) return bad_argument("no run can be \"" + printable(text) + "\"");
  return status;
}

Result<std::size_t> limit_of(const Packed& given) {
  if (given.is_nil()) return RunFilter{}.limit;
  const auto limit = Unpacker(given.bytes).integer();
  const auto most = static_cast<std::int64_t>(runs_max);
  if (limit && *limit > 0 && *limit <= most) return static_cast<std::size_t>(*limit);
  return bad_argument("limit is a whole number from 1 to " + std::to_string(most));
}

Result<Packed> answer_runs(const Packed& arguments, const Source& source) {
  RunFilter filter;
  filter.status = TRY(status_of(field_of(arguments, "status")));
  filter.workflow = text_of(field_of(arguments, "workflow"));
  filter.limit = TRY(limit_of(field_of(arguments, "limit")));
  return runs_document(TRY(list_runs(source.views, filter)));
}

Result<Packed> answer_workflows(const Packed&, const Source& source) {
  return workflows_document(TRY(workflows_under_triggers(source.views)));
}

struct Known {
  std::string_view name;
  std::vector<std::string_view> arguments;
  Result<Packed> (*answer)(const Packed& arguments, const Source& source);
};

const std::vector<Known>& known_queries() {
  static const std::vector<Known> queries = {
      {"run", {"run"}, answer_run},
      {"runs", {"status", "workflow", "limit"}, answer_runs},
      {"workflows", {}, answer_workflows},
  };
  return queries;
}

Result<void> check_arguments(const Known& query, const Packed& arguments) {
  Unpacker unpacker(arguments.bytes);
  for (auto left = TRY(unpacker.map()); left > 0; --left) {
    const auto name = TRY(unpacker.string());
    TRY_VOID(unpacker.value());
    if (std::ranges::find(query.arguments, name) != query.arguments.end()) continue;
    return bad_argument("the query " + std::string(query.name) + " takes no " + printable(name));
  }
  return {};
}

}  // namespace

Result<Packed> answer_to(const holder::Query& query, Position last, EventLog& log,
                         ViewStore& views) {
  const auto found = std::ranges::find(known_queries(), query.name, &Known::name);
  if (found == known_queries().end()) {
    return failure(ErrorKind::invalid, "unknown_query",
                   "there is no query \"" + printable(query.name) + "\"",
                   "there are run, runs and workflows");
  }
  TRY_VOID(check_arguments(*found, query.arguments));
  return found->answer(query.arguments, {last, log, views});
}

}  // namespace azwf::cli
