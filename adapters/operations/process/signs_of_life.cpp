// The progress file is read whole: it is small, and a program replaces it as it goes.
#include "adapters/operations/process/signs_of_life.hpp"

#include <fstream>
#include <iterator>

#include "engine/base/text.hpp"

namespace azwf::process {
namespace {

constexpr std::streamsize progress_bytes_max = 4 << 10;

std::string start_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(progress_bytes_max), '\0');
  file.read(text.data(), progress_bytes_max);
  text.resize(static_cast<std::size_t>(file.gcount()));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

void SignsOfLife::begin(const Packed& reached) {
  if (!is_wanted()) return;
  if (const auto text = Unpacker(reached.bytes).string()) reached_ = *text;
  std::ofstream(progress_, std::ios::binary | std::ios::trunc) << reached_;
}

bool SignsOfLife::look() {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(spool_, unknown);
  const bool has_printed = !unknown && size != printed_;
  if (has_printed) printed_ = size;
  changed_.reset();
  auto text = start_of(progress_);
  if (text != reached_ && is_utf8(text)) {
    reached_ = text;
    changed_ = std::move(text);
  }
  return has_printed || changed_;
}

}  // namespace azwf::process
