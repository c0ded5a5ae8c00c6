// Looks through the log for names: of streams, and of types with what patterns may be made of them.
#include "adapters/cli/events_meant.hpp"

#include <algorithm>
#include <set>

#include "adapters/cli/text.hpp"
#include "engine/base/glob.hpp"
#include "engine/base/nearest.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t names_max = 10'000;

using Names = std::set<std::string>;

struct LogNames {
  Names streams;
  Names types;
};

void add(Names& names, const std::string& name) {
  if (names.size() < names_max) names.insert(name);
}

Result<LogNames> names_in(EventLog& log) {
  LogNames names;
  const auto cursor = TRY(log.read({}));
  for (Commit commit; TRY(cursor->next(commit));) {
    add(names.streams, commit.leaf.stream.text);
    for (const auto& event : commit.leaf.events) add(names.types, event.type);
  }
  return names;
}

std::string meant(const std::string& wanted, const Names& names) {
  const std::vector<std::string> known(names.begin(), names.end());
  return printable(wanted) + did_you_mean(wanted, known);
}

// git.push gives "git.*", too.
Names with_patterns(const Names& types) {
  Names all = types;
  for (const auto& type : types) {
    for (auto dot = type.find('.'); dot != type.npos; dot = type.find('.', dot + 1)) {
      all.insert(type.substr(0, dot + 1) + "*");
    }
  }
  return all;
}

}  // namespace

Result<std::string> what_is_not_there(EventLog& log, const EventFilter& filter) {
  const auto names = TRY(names_in(log));
  const auto& stream = filter.stream;
  if (stream && !names.streams.contains(stream->text)) {
    return "no stream " + meant(stream->text, names.streams);
  }
  for (const auto& glob : filter.type_globs) {
    const auto is_of = [&](const std::string& type) { return matches_glob(glob, type); };
    if (std::ranges::any_of(names.types, is_of)) continue;
    const bool is_pattern = glob.find_first_of("*?") != std::string::npos;
    return "no event of the type " +
           meant(glob, is_pattern ? with_patterns(names.types) : names.types);
  }
  return "";
}

}  // namespace azwf::cli
