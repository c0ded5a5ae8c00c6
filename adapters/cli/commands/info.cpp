// azwf info: the facts a bug report needs: versions, where the store is, how much is in it.
#include <filesystem>
#include <map>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/find_home.hpp"
#include "adapters/cli/machine_facts.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/cli/versions.hpp"
#include "engine/event/append.hpp"
#include "engine/program/program.hpp"
#include "engine/view/run_list.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t name_columns = 30;

struct Size {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

Size size_of(const std::filesystem::path& folder) {
  Size size;
  std::error_code error;
  std::filesystem::recursive_directory_iterator each(folder, error);
  for (; !error && each != std::filesystem::end(each); each.increment(error)) {
    std::error_code ignored;
    if (!each->is_regular_file(ignored)) continue;
    ++size.files;
    const auto bytes = each->file_size(ignored);
    if (!ignored) size.bytes += bytes;
  }
  return size;
}

Record facts_without_store() {
  Record libraries;
  for (const auto& library : library_versions()) libraries.text(library.name, library.version);
  return Record()
      .text("version", azwf_version())
      .integer("format", leaf_format_version)
      .integer("semantics", current_semantics)
      .text("compiler", compiler_version())
      .text("released", azwf_date())
      .text("build", build_kind())
      .record("libraries", libraries)
      .record("system", machine_facts())
      .record("limits", process_limits())
      .record("environment", environment_facts());
}

Result<Packed> store_facts(ReadingSession& session) {
  std::map<std::string_view, std::int64_t> counts;
  for (const auto& run : TRY(list_runs(session.views(), {.limit = SIZE_MAX}))) {
    ++counts[to_text(run.status)];
  }
  Record runs;
  for (const auto& [status, count] : counts) runs.integer(status, count);
  const auto& home = *session.address.home;
  const auto blobs = size_of(home.blobs());
  return Record()
      .integer("last_position", TRY(last_position(session.log())).value)
      .integer("log_bytes", size_of(home.store()).bytes)
      .integer("view_bytes", size_of(home.views()).bytes)
      .integer("blobs", blobs.files)
      .integer("blob_bytes", blobs.bytes)
      .record("runs", runs)
      .record("file_system", file_system_facts(home.path))
      .pack();
}

void print_fact(Console& console, const std::string& name, const std::string& value) {
  console.print_line(console.out_style().dim(padded(name, name_columns)) + "  " + value);
}

// "name  value" for each field; records are flattened.
void print_facts(Console& console, const Packed& document, const std::string& prefix) {
  Unpacker unpacker(document.bytes);
  const auto size = unpacker.map();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto name = unpacker.string();
    const auto value = unpacker.value();
    if (!name || !value) return;
    const Packed packed{std::string(*value)};
    const auto type = Unpacker(packed.bytes).peek();
    const auto label = prefix + std::string(*name);
    if (type == PackedType::map) {
      print_facts(console, packed, label + ".");
    } else if (type == PackedType::string) {
      print_fact(console, label, text_of(packed));
    } else {
      const auto number = Unpacker(packed.bytes).integer();
      print_fact(console, label, number ? std::to_string(*number) : "none");
    }
  }
}

}  // namespace

Result<ExitStatus> info_command(const Invocation& invocation, Console& console) {
  auto facts = facts_without_store();
  const auto home = home_for_reading(invocation);
  if (!home && invocation.has("--home")) return std::unexpected(home.error());
  if (home) {
    const auto session = TRY(ReadingSession::open(invocation));
    facts.text("home", home->path.string()).value("store", TRY(store_facts(*session)));
  } else {
    facts.nothing("home").nothing("store");
  }
  if (console.json()) {
    console.print_json(facts.pack());
  } else {
    print_facts(console, facts.pack(), "");
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
