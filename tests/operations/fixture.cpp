// Steps performed one by one, as a performer would.
#include "tests/operations/fixture.hpp"

#include <poll.h>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include "adapters/operations/process/process_table.hpp"
#include "engine/base/packed.hpp"

namespace azwf::tests {

namespace {

constexpr std::chrono::seconds patience{20};
constexpr std::chrono::milliseconds short_grace{300};

}  // namespace

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    poll(nullptr, 0, 2);
  }
  return true;
}

void Witness::finish(Outcome outcome) {
  if (when_finished) when_finished(outcome);
  const std::lock_guard guard(mutex_);
  ++finishes_;
  outcome_ = std::move(outcome);
  changed_.notify_all();
}

void Witness::on_stop(std::function<void(StopReason)> stop) {
  std::unique_lock lock(mutex_);
  stop_ = std::move(stop);
  const auto asked = asked_;
  lock.unlock();
  if (asked) stop_(*asked);
}

void Witness::ask_to_stop(StopReason reason) {
  std::unique_lock lock(mutex_);
  asked_ = reason;
  const auto stop = stop_;
  lock.unlock();
  if (stop) stop(reason);
}

int Witness::finishes() {
  const std::lock_guard guard(mutex_);
  return finishes_;
}

const Outcome& Witness::await() {
  std::unique_lock lock(mutex_);
  const bool came = changed_.wait_for(lock, patience, [this] { return !!outcome_; });
  BOOST_REQUIRE_MESSAGE(came, "the attempt was not finished in time");
  return *outcome_;
}

Arguments& Arguments::text(const std::string& name, std::string_view value) {
  Packer(fields_[name]).string(value);
  return *this;
}

Arguments& Arguments::texts(const std::string& name, const std::vector<std::string>& values) {
  Packer packer(fields_[name]);
  packer.array(values.size());
  for (const auto& value : values) packer.string(value);
  return *this;
}

Arguments& Arguments::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  Packer packer(fields_[name]);
  packer.array(values.size());
  for (const auto value : values) packer.integer(value);
  return *this;
}

Arguments& Arguments::table(const std::string& name,
                            const std::map<std::string, std::string>& values) {
  Packer packer(fields_[name]);
  packer.map(values.size());
  for (const auto& [key, value] : values) packer.string(key).string(value);
  return *this;
}

Arguments& Arguments::flag(const std::string& name, bool value) {
  Packer(fields_[name]).boolean(value);
  return *this;
}

Arguments& Arguments::value(const std::string& name, const Packed& value) {
  fields_[name] = value.bytes;
  return *this;
}

Arguments Arguments::without(const std::string& name) const {
  auto rest = *this;
  rest.fields_.erase(name);
  return rest;
}

Packed Arguments::packed() const {
  Packed map{""};
  Packer packer(map.bytes);
  packer.map(fields_.size());
  for (const auto& [name, value] : fields_) packer.string(name).packed(value);
  return map;
}

Workshop::Workshop(const Limits& limits) : folder(std::in_place), home(folder->path()) {
  open(limits);
}

Workshop::Workshop(const std::filesystem::path& home_folder, const Limits& limits)
    : home(home_folder) {
  open(limits);
}

void Workshop::open(const Limits& limits) {
  std::filesystem::create_directories(store());
  catalog = make_catalog({.home = store(), .cwd = home, .grace = short_grace}, blobs, limits);
}

Workshop::StepPtr Workshop::begin(const std::string& operation, const Arguments& arguments) {
  auto witness = std::make_shared<Witness>();
  begin(witness, operation, arguments);
  return witness;
}

void Workshop::begin(const StepPtr& witness, const std::string& operation,
                     const Arguments& arguments) {
  Operation* found = catalog.find(operation);
  BOOST_REQUIRE(found != nullptr);
  const auto packed = arguments.packed();
  const auto checked = check_arguments(found->descriptor(), packed);
  BOOST_REQUIRE_MESSAGE(checked, (checked ? "" : checked.error().message));
  const StepId step{"0/" + std::to_string(++steps)};
  found->perform(
      {run, step, 1, operation, packed, "key-" + run.text + "-" + step.text, "", roots, {}, policy},
      Attempt(witness));
}

Outcome Workshop::again(const std::string& operation, const Arguments& arguments,
                        const Packed& progress) {
  const auto witness = std::make_shared<Witness>();
  const StepId step{"0/" + std::to_string(steps)};
  const auto key = "key-" + run.text + "-" + step.text;
  StepRequest request{run, step, 2,     operation, arguments.packed(),
                      key, "",   roots, progress,  policy};
  catalog.find(operation)->perform(std::move(request), Attempt(witness));
  return witness->await();
}

Outcome Workshop::perform(const std::string& operation, const Arguments& arguments) {
  return begin(operation, arguments)->await();
}

Succeeded Workshop::succeed(const std::string& operation, const Arguments& arguments) {
  const auto outcome = perform(operation, arguments);
  const auto* failed = std::get_if<Failed>(&outcome);
  BOOST_REQUIRE_MESSAGE(failed == nullptr, (failed ? failed->error.message : ""));
  return std::get<Succeeded>(outcome);
}

Failed Workshop::fail(const std::string& operation, const Arguments& arguments) {
  const auto outcome = perform(operation, arguments);
  BOOST_REQUIRE(std::holds_alternative<Failed>(outcome));
  return std::get<Failed>(outcome);
}

Stopped Workshop::stop(const StepPtr& step, StopReason reason) {
  step->ask_to_stop(reason);
  const auto outcome = step->await();
  BOOST_REQUIRE(std::holds_alternative<Stopped>(outcome));
  return std::get<Stopped>(outcome);
}

std::string Workshop::printed() const {
  return read_whole(work() / run.text / ("0." + std::to_string(steps) + ".1.out"));
}

std::string Workshop::blob(const std::optional<OutputRef>& output) {
  BOOST_REQUIRE(output.has_value());
  auto bytes = get_blob(blobs, output->digest, output->size);
  BOOST_REQUIRE(bytes);
  return std::move(*bytes);
}

std::vector<int> numbers_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istream_iterator<int>(file), {}};
}

int number_in(const std::filesystem::path& path) {
  const auto numbers = numbers_in(path);
  BOOST_REQUIRE(!numbers.empty());
  return numbers.front();
}

bool is_gone(int pid) {
  const auto stat = process::stat_of(pid);
  return !stat || stat->is_dead();
}

std::string text_in(const Packed& map, const std::string& field) {
  return text_of(field_of(map, field));
}

std::int64_t integer_in(const Packed& map, const std::string& field) {
  const auto value = field_of(map, field);
  return Unpacker(value.bytes).integer().value_or(-1);
}

bool boolean_in(const Packed& map, const std::string& field) {
  const auto value = field_of(map, field);
  return Unpacker(value.bytes).boolean().value_or(false);
}

}  // namespace azwf::tests
