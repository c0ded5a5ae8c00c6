// What a script may spend between two answers: instructions and memory. Invariant: once over, the
// verdict stands; every instruction after it raises again, so no pcall can swallow it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/base/limits.hpp"
#include "engine/lua/heap.hpp"
#include "engine/lua/identities.hpp"
#include "engine/lua/lua_api.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::lua {

class Budget {
 public:
  // `arenas` is where the memory is, and must outlive it.
  Budget(const Limits& limits, Arenas& arenas) : limits_(&limits), heap_(arenas) {}

  // What each arena must have room for.
  static std::size_t arena_bytes(const Limits& limits);

  // Gives back memory that is free, while the script waits.
  void rest() { heap_.trim(); }
  // A new delivery: instructions count from 0 again; memory stays what it is.
  void begin();
  // Puts the count hook on a thread, counting from 0: again with each delivery, whose cost would
  // depend on those before it otherwise.
  void watch(lua_State* L);
  // The thread that runs now, for the allocator; null: none.
  void set_running(lua_State* L) { running_ = L; }
  [[nodiscard]] lua_State* running() const { return running_; }

  // Work done outside the interpreter, in instructions; raises when the budget is spent.
  void charge(lua_State* L, std::uint64_t instructions);
  // Gives the verdict, the first one stands, and raises.
  [[noreturn]] void stop(lua_State* L, std::string kind, std::string message);
  // Raises again when there is a verdict; `status` is what a protected call returned.
  void rethrow(lua_State* L, int status);

  // Lua could not get memory: the verdict, without raising.
  void note_out_of_memory(lua_State* L);

  [[nodiscard]] const std::optional<Verdict>& verdict() const { return verdict_; }
  // The numbers of objects that were shown; those of objects that die are forgotten.
  [[nodiscard]] Identities& identities() { return identities_; }
  // Of the script's objects; and with what is kept free for more of them.
  [[nodiscard]] std::size_t memory_bytes() const { return memory_bytes_; }
  [[nodiscard]] std::size_t reserved_bytes() const { return heap_.reserved_bytes(); }

  // Lua's allocator (lua_Alloc): `budget` is this object.
  static void* allocate(void* budget, void* block, std::size_t old_size, std::size_t new_size);

 private:
  static void on_count(lua_State* L, lua_Debug*);
  void tick(lua_State* L);
  void check_memory(lua_State* L);
  void interrupt();
  void* resize(void* block, std::size_t old_size, std::size_t new_size);

  const Limits* limits_;
  Heap heap_;
  std::uint64_t spent_ = 0;
  std::size_t memory_bytes_ = 0;
  Identities identities_;
  bool is_memory_in_question_ = false;
  lua_State* running_ = nullptr;
  unsigned ticks_ = 0;
  std::optional<Verdict> verdict_;
};

}  // namespace azwf::lua
