// The count hook looks every few hundred instructions. Above the memory limit a full collection
// decides; only far above it does an allocation fail, because Lua 5.4.4 is weakest there.
#include "engine/lua/budget.hpp"
#include "engine/base/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "engine/lua/context.hpp"
#include "engine/lua/place.hpp"

namespace azwf::lua {
namespace {

constexpr int hook_interval = 500;
constexpr unsigned ticks_per_look = 16;  // a watcher is told that rarely where the script is
constexpr std::size_t free_allocation_bytes = 1024;  // smaller ones cost an instruction anyway
constexpr unsigned bytes_per_instruction_shift = 6;

std::size_t hard_limit(std::size_t limit) { return limit + limit / 4 + (std::size_t{1} << 20); }

}  // namespace

// Free blocks of one size may not serve another: what is used may be more than what is held.
std::size_t Budget::arena_bytes(const Limits& limits) {
  return std::min(2 * hard_limit(limits.script_memory_bytes_max), std::size_t{4} << 30);
}

void Budget::begin() { spent_ = 0; }

void Budget::watch(lua_State* L) {
  const bool is_urgent = is_memory_in_question_ || verdict_.has_value();
  lua_sethook(L, &on_count, LUA_MASKCOUNT, is_urgent ? 1 : hook_interval);
}

void Budget::on_count(lua_State* L, lua_Debug*) { context_of(L).budget.tick(L); }

void Budget::tick(lua_State* L) {
  if (AZWF_PLANTED(61) && verdict_) return lua_sethook(L, nullptr, 0, 0);
  if (verdict_) rethrow(L, LUA_OK);
  auto* const watcher = context_of(L).watcher;
  if (watcher != nullptr && ++ticks_ % ticks_per_look == 0) watcher->at(place_view_of(L));
  if (is_memory_in_question_) check_memory(L);
  watch(L);
  charge(L, hook_interval);
}

void Budget::charge(lua_State* L, std::uint64_t instructions) {
  spent_ += instructions;
  if (spent_ <= limits_->script_instructions_max) return;
  stop(L, "instructions",
       fmt::format("the script ran {} instructions without waiting for anything",
                   limits_->script_instructions_max));
}

void Budget::check_memory(lua_State* L) {
  is_memory_in_question_ = false;
  spent_ +=
      memory_bytes_ >> bytes_per_instruction_shift;  // collecting at the limit again and again
  lua_gc(L, LUA_GCCOLLECT);
  is_memory_in_question_ = false;
  if (memory_bytes_ <= limits_->script_memory_bytes_max) return;
  stop(L, "memory",
       fmt::format("the script holds more than {} bytes of memory",
                   limits_->script_memory_bytes_max));
}

void Budget::stop(lua_State* L, std::string kind, std::string message) {
  if (!verdict_) {
    const auto place = place_of(L);
    verdict_ = Verdict{std::move(kind), std::move(message), place.module, place.line};
  }
  rethrow(L, LUA_OK);
  std::abort();  // not reached: there is a verdict
}

void Budget::note_out_of_memory(lua_State* L) {
  if (verdict_) return;
  const auto place = place_of(L);
  verdict_ = Verdict{"memory",
                     fmt::format("the script asked for memory far above {} bytes",
                                 limits_->script_memory_bytes_max),
                     place.module, place.line};
}

void Budget::rethrow(lua_State* L, int status) {
  if (status == LUA_ERRMEM) note_out_of_memory(L);
  if (!verdict_) return;
  lua_sethook(L, &on_count, LUA_MASKCOUNT, 1);
  lua_pushliteral(L, "stopped by a verdict");
  lua_error(L);
}

void Budget::interrupt() {
  if (running_ != nullptr) lua_sethook(running_, &on_count, LUA_MASKCOUNT, 1);
}

void* Budget::allocate(void* budget, void* block, std::size_t old_size, std::size_t new_size) {
  return static_cast<Budget*>(budget)->resize(block, block == nullptr ? 0 : old_size, new_size);
}

void* Budget::resize(void* block, std::size_t old_size, std::size_t new_size) {
  if (new_size == 0) {
    memory_bytes_ -= old_size;
    if (block != nullptr) identities_.forget(block);
    return heap_.resize(block, old_size, 0);
  }
  const auto memory_bytes = memory_bytes_ - old_size + new_size;
  const bool grows = new_size > old_size;
  if (grows && memory_bytes > hard_limit(limits_->script_memory_bytes_max)) return nullptr;
  void* const moved = heap_.resize(block, old_size, new_size);
  if (moved == nullptr) return nullptr;
  memory_bytes_ = memory_bytes;
  if (!grows) return moved;
  if (memory_bytes > limits_->script_memory_bytes_max && !is_memory_in_question_) {
    is_memory_in_question_ = true;
    interrupt();
  }
  if (new_size > free_allocation_bytes) {
    spent_ += new_size >> bytes_per_instruction_shift;
    if (spent_ > limits_->script_instructions_max) interrupt();
  }
  return moved;
}

}  // namespace azwf::lua
