// One memory file of fixed size. Each field is read on its own: together they may be torn.
#include "adapters/script_host/page.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>

#include "engine/base/text.hpp"

namespace azwf::script_host {
namespace {

constexpr std::size_t page_bytes = 4096;
static_assert(sizeof(Page) <= page_bytes);

}  // namespace

void write_place(Page& page, std::string_view module, std::int64_t line) {
  const auto size = std::min(module.size(), page.module.size() - 1);
  for (std::size_t i = 0; i < size; ++i) page.module[i].store(module[i], std::memory_order_relaxed);
  page.module[size].store('\0', std::memory_order_relaxed);
  page.line.store(line, std::memory_order_relaxed);
}

ScriptPlace read_place(const Page& page) {
  ScriptPlace place;
  for (const auto& each : page.module) {
    const char letter = each.load(std::memory_order_relaxed);
    if (letter == '\0') break;
    place.module.push_back(letter);
  }
  if (place.module.empty() || !is_utf8(place.module)) return {};
  place.line = std::max<std::int64_t>(page.line.load(std::memory_order_relaxed), 0);
  return place;
}

PageMapping::~PageMapping() {
  if (page_ != nullptr) munmap(page_, page_bytes);
}

Result<PageMapping> PageMapping::map(const FileDescriptor& file, int protection) {
  void* const memory = mmap(nullptr, page_bytes, protection, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return system_failure("start_failed", "cannot map a host's page");
  PageMapping mapping;
  mapping.page_ = static_cast<Page*>(memory);
  return mapping;
}

Result<FileDescriptor> make_page_file() {
  FileDescriptor file(memfd_create("azwf-host", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.is_open() || ftruncate(file.get(), page_bytes) != 0 ||
      fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return system_failure("start_failed", "cannot make a host's page");
  }
  return file;
}

}  // namespace azwf::script_host
