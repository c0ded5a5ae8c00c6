// The page a host process shares with the engine: what it is doing, to be told when it was ended.
// The host writes, the engine reads; whatever stands here may be wrong, torn or hostile.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "adapters/system/file_descriptor.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::script_host {

struct Page {
  std::atomic<std::uint64_t> begun{0};       // the number of the request begun last; 0: none
  std::atomic<std::uint64_t> deliveries{0};  // begun so far, of all requests
  std::atomic<std::int64_t> line{0};         // where the script is in the user's own files
  std::atomic<std::uint32_t> end{0};         // HostEnd
  std::array<std::atomic<char>, 256> module{};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

// Why a host ended itself.
enum class HostEnd : std::uint32_t { none, out_of_memory, crashed };

// Writes without locks or memory: from signal handlers too.
void write_place(Page& page, std::string_view module, std::int64_t line);
// Bounded, valid UTF-8, a line of 0 or more, whatever the host wrote.
ScriptPlace read_place(const Page& page);

// A mapping of the page. The engine's is for reading only, and the file cannot shrink beneath it.
class PageMapping {
 public:
  PageMapping() = default;
  ~PageMapping();
  PageMapping(PageMapping&& other) noexcept : page_(std::exchange(other.page_, nullptr)) {}
  PageMapping& operator=(PageMapping&& other) noexcept {
    std::swap(page_, other.page_);
    return *this;
  }

  static Result<PageMapping> map(const FileDescriptor& file, int protection);
  [[nodiscard]] Page* get() const { return page_; }

 private:
  Page* page_ = nullptr;
};

// A sealed file for one page, zeros at first.
Result<FileDescriptor> make_page_file();

}  // namespace azwf::script_host
