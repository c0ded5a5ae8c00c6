// azwf doctor: the health of this installation and of the store.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/find_home.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"

#include <algorithm>

namespace azwf::cli {
namespace {

constexpr std::size_t name_columns = 12;

void tell(Console& console, const Finding& finding) {
  const auto& style = console.out_style();
  const auto mark = finding.ok ? style.good("ok     ") : style.bad("problem");
  console.print_line(mark + "  " + padded(finding.name, name_columns) + printable(finding.message));
  if (!finding.hint.empty()) {
    console.print_line(std::string(9 + name_columns, ' ') + printable(finding.hint));
  }
}

Packed document(const Findings& findings) {
  List list;
  for (const auto& finding : findings) {
    list.add(Record()
                 .text("name", finding.name)
                 .boolean("ok", finding.ok)
                 .text("message", finding.message)
                 .optional_text("hint", finding.hint));
  }
  return Record()
      .boolean("ok", std::ranges::all_of(findings, &Finding::ok))
      .value("checks", list.pack())
      .pack();
}

bool changes_something(const Invocation& invocation) {
  return invocation.has("--rebuild-views") || invocation.has("--accept-loss-after");
}

Result<Findings> examine(const Invocation& invocation) {
  auto findings = examine_installation();
  const auto home = home_for_reading(invocation);
  if (!home) {
    if (invocation.has("--home") || changes_something(invocation)) {
      return std::unexpected(home.error());
    }
    findings.push_back(well("store", "none here; azwf run FILE makes one"));
    return findings;
  }
  if (const auto kept = TRY(invocation.number("--accept-loss-after", 0))) {
    findings.push_back(TRY(accept_loss_after({static_cast<std::uint64_t>(*kept)}, *home)));
  }
  std::ranges::move(examine_store(invocation, *home), std::back_inserter(findings));
  if (invocation.has("--rebuild-views")) findings.push_back(TRY(rebuild_views(invocation)));
  return findings;
}

}  // namespace

Result<ExitStatus> doctor_command(const Invocation& invocation, Console& console) {
  const auto findings = TRY(examine(invocation));
  if (console.json()) {
    console.print_json(document(findings));
  } else {
    for (const auto& finding : findings) tell(console, finding);
  }
  if (std::ranges::any_of(findings, &Finding::is_damage)) return ExitStatus::damaged;
  return std::ranges::all_of(findings, &Finding::ok) ? ExitStatus::done : ExitStatus::failed;
}

}  // namespace azwf::cli
