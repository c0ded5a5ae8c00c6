// Our log and bare RocksDB take turns, group by group, so that both meet the same disk; medians are
// compared, so that what else the disk does counts for neither.
#include "tests/bench/log_bench.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <stdexcept>

#include "engine/base/limits.hpp"
#include "engine/event/append.hpp"
#include "storage/files/home.hpp"
#include "storage/rocksdb/rocks_log.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"

namespace azwf::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using tests::ManualClock;

constexpr std::size_t group_size = 256;
constexpr std::size_t group_count = 200;
constexpr std::size_t streams = 1'000;

template <class T> T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

double us_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

struct Times {
  std::vector<double> us;

  [[nodiscard]] double total() const {
    double sum = 0;
    for (const double one : us) sum += one;
    return sum;
  }
  [[nodiscard]] double at(double part) {
    std::ranges::sort(us);
    return us[static_cast<std::size_t>(part * static_cast<double>(us.size() - 1))];
  }
};

// About 300 bytes: a step's outcome and the next request.
std::vector<Event> step_events() {
  Packed outcome{""};
  Packer(outcome.bytes).map(2).string("attempt").integer(1).string("status").integer(0);
  Packed request{""};
  Packer(request.bytes)
      .map(2)
      .string("arguments")
      .array(2)
      .string("make")
      .string("--jobs=2")
      .string("operation")
      .string("process.run");
  auto events =
      std::vector{tests::event("step.succeeded", outcome), tests::event("step.requested", request)};
  for (auto& event : events) event.subject = "2.1/4";
  return events;
}

std::vector<Proposal> group_of(std::size_t number) {
  std::vector<Proposal> group;
  for (std::size_t i = 0; i < group_size; ++i) {
    const auto id = number * group_size + i;
    group.push_back({tests::proposal_id(id),
                     {fmt::format("run/0190c3f0-7d2a-7000-8000-{:012}", id % streams)},
                     AnyRevision{},
                     step_events(),
                     Urgency::settles});
  }
  return group;
}

struct Log {
  explicit Log(const fs::path& folder) : home{folder} {
    if (auto made = create_home(home); !made) throw std::runtime_error(made.error().message);
    log = value_of(RocksLog::open({.store = home.store(),
                                   .anchor = home.anchor(),
                                   .tenant = "",
                                   .writer = "bench-host/4711",
                                   .limits = {}},
                                  clock, space));
  }

  Home home;
  ManualClock clock;
  FreeSpace space{[]() -> Result<std::uint64_t> { return UINT64_MAX; }, clock, 0};
  std::unique_ptr<RocksLog> log;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The keys and values that our log wrote for positions past `past`.
std::pair<Pairs, Pairs> stored_past(EventLog& log, Position past) {
  std::pair<Pairs, Pairs> pairs;
  const auto cursor = value_of(log.read({{}, Direction::forwards, past}));
  while (const auto commit = value_of(cursor->next())) {
    const auto position = commit->frame.position;
    pairs.first.emplace_back(commit_key(position),
                             encode_frame(commit->frame) + commit->leaf_bytes);
    pairs.second.emplace_back(stream_key(commit->leaf.stream.text, position),
                              leaf_hash(commit->leaf_bytes).view());
  }
  return pairs;
}

double write_bare(const Database& bare, const std::pair<Pairs, Pairs>& pairs) {
  const auto start = Clock::now();
  rocksdb::WriteBatch batch;
  for (std::size_t i = 0; i < pairs.first.size(); ++i) {
    batch.Put(bare.main(), pairs.first[i].first, pairs.first[i].second);
    batch.Put(bare.streams(), pairs.second[i].first, pairs.second[i].second);
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  if (!bare.db().Write(synced, &batch).ok()) throw std::runtime_error("RocksDB did not write");
  return us_since(start);
}

Database bare_database(const fs::path& folder) {
  fs::create_directories(folder);
  return value_of(Database::open({folder / "bare", Layout::log, nullptr}, true));
}

double scan_bare(const Database& bare) {
  const auto start = Clock::now();
  const std::unique_ptr<rocksdb::Iterator> at(bare.db().NewIterator({}, bare.main()));
  std::size_t bytes = 0;
  for (at->Seek("c"); at->Valid() && at->key()[0] == 'c'; at->Next()) bytes += at->value().size();
  if (bytes == 0) throw std::runtime_error("RocksDB read nothing");
  return us_since(start);
}

double scan_ours(EventLog& log) {
  const auto start = Clock::now();
  const auto cursor = value_of(log.read({}));
  std::size_t events = 0;
  for (Commit commit; value_of(cursor->next(commit));) events += commit.leaf.events.size();
  if (events == 0) throw std::runtime_error("the log is empty");
  return us_since(start);
}

}  // namespace

void log_append(const fs::path& folder) {
  fs::remove_all(folder);
  Log ours(folder / "ours");
  const auto bare = bare_database(folder);
  Times our_times;
  Times bare_times;
  for (std::size_t number = 0; number < group_count; ++number) {
    const auto group = group_of(number);
    const auto start = Clock::now();
    const auto answers = ours.log->append(group);
    our_times.us.push_back(us_since(start));
    if (!std::holds_alternative<Committed>(answers.back())) throw std::runtime_error("refused");
    const auto pairs = stored_past(*ours.log, {number * group_size});
    bare_times.us.push_back(write_bare(bare, pairs));
  }
  print({.workload = "c group append",
         .value = group_size / our_times.at(0.5) * 1e6,
         .unit = "commits/s",
         .limit = group_size / bare_times.at(0.5) * 1e6,
         .p50_us = our_times.at(0.5),
         .p99_us = our_times.at(0.99),
         .bound_by = "the sync of each group, then RocksDB's memory table",
         .note = "groups of 256 commits of two events; times are per group"});
  fs::remove_all(folder);
}

void log_scan(const fs::path& folder) {
  fs::remove_all(folder);
  {
    Log ours(folder / "ours");
    auto bare = bare_database(folder);
    for (std::size_t number = 0; number < group_count; ++number) {
      (void)ours.log->append(group_of(number));
      (void)write_bare(bare, stored_past(*ours.log, {number * group_size}));
    }
    if (const auto flushed = bare.flush(); !flushed) throw std::runtime_error("not flushed");
  }
  const Log ours(folder / "ours");
  const auto bare = bare_database(folder);
  Times our_times;
  Times bare_times;
  for (int round = 0; round < 10; ++round) {
    bare_times.us.push_back(scan_bare(bare));
    our_times.us.push_back(scan_ours(*ours.log));
  }
  const auto count = static_cast<double>(group_size * group_count);
  print({.workload = "c full scan",
         .value = count / our_times.at(0.5) * 1e6,
         .unit = "commits/s",
         .limit = count / bare_times.at(0.5) * 1e6,
         .p50_us = our_times.at(0.5),
         .p99_us = our_times.at(0.99),
         .bound_by = "RocksDB's iterator, then decoding",
         .note = "every commit decoded; times are per scan"});
  fs::remove_all(folder);
}

void leaf_codec() {
  const auto events = step_events();
  const LeafParts parts{.tenant = "",
                        .stream = "run/0190c3f0-7d2a-7000-8000-000000000017",
                        .previous = {},
                        .proposal = {},
                        .writer = "bench-host/4711",
                        .epoch = 3,
                        .events = events,
                        .unknown = {}};
  const Limits limits;
  const auto leaf = value_of(encode_leaf(parts, limits));
  Leaf decoded;
  const auto each = [](std::string workload, const auto& work) {
    constexpr int repeats = 1'000;
    Times times;
    for (int round = 0; round < 200; ++round) {
      const auto start = Clock::now();
      for (int i = 0; i < repeats; ++i) work();
      times.us.push_back(us_since(start) / repeats);
    }
    print({.workload = std::move(workload),
           .value = 1e6 / times.at(0.5),
           .unit = "commits/s",
           .p50_us = times.at(0.5),
           .p99_us = times.at(0.99),
           .bound_by = "one core",
           .note = "two small events"});
  };
  each("c leaf encode", [&] { (void)value_of(encode_leaf(parts, limits)); });
  each("c leaf decode", [&] { (void)value_of(decode_leaf(leaf, decoded)); });
}

}  // namespace azwf::bench
