// The folder a store lives in: <home>/{lock, anchor, store/, views/, blobs/, work/, bus.key}.
// Invariant: it belongs to the caller and nobody else may write to it.
#pragma once

#include <filesystem>

#include "engine/base/result.hpp"

namespace azwf {

struct Home {
  std::filesystem::path path;

  [[nodiscard]] std::filesystem::path lock() const { return path / "lock"; }
  [[nodiscard]] std::filesystem::path anchor() const { return path / "anchor"; }
  [[nodiscard]] std::filesystem::path store() const { return path / "store"; }
  [[nodiscard]] std::filesystem::path views() const { return path / "views"; }
  [[nodiscard]] std::filesystem::path blobs() const { return path / "blobs"; }
  [[nodiscard]] std::filesystem::path work() const { return path / "work"; }
  [[nodiscard]] std::filesystem::path bus_key() const { return path / "bus.key"; }
};

// Makes a home (mode 0700), or completes one. Nothing happens to what is there already.
Result<void> create_home(const Home& home);

// Error{not_found} when there is none; Error{damaged} when it is not safe to use.
Result<void> check_home(const Home& home);

}  // namespace azwf
