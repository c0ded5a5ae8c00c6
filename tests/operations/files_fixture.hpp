// Steps that touch files, in a folder of their own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

struct FilesWorkshop : Workshop {
  using Workshop::Workshop;

  void put(const std::string& name, std::string_view content) const;
  [[nodiscard]] std::string get(const std::string& name) const;
  [[nodiscard]] std::string mode_of(const std::string& name) const;  // "644"
  // Every entry below the folder with what it holds, sorted: equal before and after an undo.
  [[nodiscard]] std::string everything() const;
  [[nodiscard]] bool is_there(const std::string& name) const;

  // Performs a change, and what it offers as its inverse.
  Packed change(const std::string& operation, const Arguments& arguments);
  Packed undo(const Packed& result);
  std::string code_of_undo(const Packed& result, bool force = false);  // empty: it succeeded
  std::string code_of(const std::string& operation, const Arguments& arguments);
};

Arguments arguments_of(const Packed& inverse);

// A call of an operation on files.
struct FilesCall {
  std::string operation;
  Arguments arguments;
};

// Some files, links and folders, and a change of every kind to make there.
struct FurnishedWorkshop : FilesWorkshop {
  FurnishedWorkshop();
  static std::vector<FilesCall> changes();
  static FilesCall inverse_of(const Packed& result);
};

std::string field(const Packed& map, const std::string& name);  // a text or bytes

}  // namespace azwf::tests
