// Opening a store beside its writer, who may just be replacing files: the store then looks damaged,
// or shorter than it is. That passes, so one looks again before it is believed.
#pragma once

#include "storage/files/descriptor.hpp"
#include "storage/files/home.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/private_folder.hpp"

namespace azwf {

inline constexpr int looked_again_every_ms = 20;
inline constexpr int looks_max = 10;

// Repeats what may fail only because the writer moves files about.
auto patiently(auto&& attempt) {
  auto result = attempt();
  const auto may_pass = [&] { return !result && result.error().kind != ErrorKind::not_found; };
  for (int i = 1; i < looks_max && may_pass(); ++i) {
    pause_ms(looked_again_every_ms);
    result = attempt();
  }
  return result;
}

// Whole up to its anchor and beyond. Error{not_found} when there is no store yet.
Result<Database> follow_store(const Home& home, const PrivateFolder& folder);

}  // namespace azwf
