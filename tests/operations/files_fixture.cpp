// What a script would do with a result: hand its inverse on.
#include "tests/operations/files_fixture.hpp"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <set>

#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {

namespace fs = std::filesystem;

std::string field(const Packed& map, const std::string& name) {
  const auto value = field_of(map, name);
  Unpacker unpacker(value.bytes);
  const bool is_binary = unpacker.peek().value() == PackedType::binary;
  return std::string(is_binary ? unpacker.binary().value() : unpacker.string().value());
}

void FilesWorkshop::put(const std::string& name, std::string_view content) const {
  std::ofstream(home / name, std::ios::binary) << content;
}

std::string FilesWorkshop::get(const std::string& name) const { return read_whole(home / name); }

std::string FilesWorkshop::mode_of(const std::string& name) const {
  struct stat status {};
  BOOST_REQUIRE(stat((home / name).c_str(), &status) == 0);
  std::string digits;
  for (const int shift : {6, 3, 0})
    digits += static_cast<char>('0' + (status.st_mode >> shift & 7));
  return digits;
}

std::string FilesWorkshop::everything() const {
  std::set<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    const auto name = fs::relative(entry.path(), home).string();
    if (name == ".azwf" || name.starts_with(".azwf/")) continue;
    if (entry.is_symlink()) {
      lines.insert(name + " -> " + fs::read_symlink(entry.path()).string() + "\n");
    } else if (entry.is_directory()) {
      lines.insert(name + "/\n");
    } else if (entry.is_regular_file()) {
      lines.insert(name + " " + mode_of(name) + ": " + get(name) + "\n");
    }
  }
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

bool FilesWorkshop::is_there(const std::string& name) const {
  return fs::exists(fs::symlink_status(home / name));
}

Packed FilesWorkshop::change(const std::string& operation, const Arguments& arguments) {
  return succeed(operation, arguments).result;
}

Arguments arguments_of(const Packed& inverse) {
  Arguments arguments;
  const auto packed = field_of(inverse, "arguments");
  Unpacker unpacker(packed.bytes);
  for (auto size = unpacker.map().value(); size > 0; --size) {
    const std::string name(unpacker.string().value());
    arguments.value(name, Packed{std::string(unpacker.value().value())});
  }
  return arguments;
}

Packed FilesWorkshop::undo(const Packed& result) {
  const auto inverse = field_of(result, "inverse");
  return change(text_in(inverse, "operation"), arguments_of(inverse));
}

std::string FilesWorkshop::code_of_undo(const Packed& result, bool force) {
  const auto inverse = field_of(result, "inverse");
  auto arguments = arguments_of(inverse);
  if (force) arguments.flag("force");
  return code_of(text_in(inverse, "operation"), arguments);
}

std::string FilesWorkshop::code_of(const std::string& operation, const Arguments& arguments) {
  const auto outcome = perform(operation, arguments);
  const auto* failed = std::get_if<Failed>(&outcome);
  return failed == nullptr ? "" : failed->error.code;
}

FurnishedWorkshop::FurnishedWorkshop() {
  put("a", "one");
  put("b", "two");
  std::filesystem::permissions(home / "a", std::filesystem::perms(0600));
  std::filesystem::create_symlink("a", home / "link");
  std::filesystem::create_directory(home / "empty");
}

std::vector<FilesCall> FurnishedWorkshop::changes() {
  return {{"files.write", path("a").text("content", "new")},
          {"files.write", path("new").text("content", "new").text("mode", "640")},
          {"files.copy", from("a").text("to", "b")},
          {"files.move", from("a").text("to", "b")},
          {"files.move", from("a").text("to", "c")},
          {"files.remove", path("a")},
          {"files.remove", path("empty")},
          {"files.symlink", path("link").text("target", "b")},
          {"files.mkdir", path("d").text("mode", "750")},
          {"files.mkdir", path("x/y/z").flag("parents")}};
}

FilesCall FurnishedWorkshop::inverse_of(const Packed& result) {
  const auto inverse = field_of(result, "inverse");
  return {text_in(inverse, "operation"), arguments_of(inverse)};
}

}  // namespace azwf::tests
