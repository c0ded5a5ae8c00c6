// Deliveries one by one, and decisions counted against the limit.
#include "engine/lua/context.hpp"

#include <fmt/format.h>

namespace azwf::lua {

void Context::check_decisions(lua_State* L, std::size_t bytes) {
  decided_bytes_ += bytes;
  if (++decided_ > limits.decisions_per_fact_max) {
    budget.stop(L, "too_many_decisions",
                fmt::format("the script made more than {} decisions without waiting for anything",
                            limits.decisions_per_fact_max));
  }
  if (decided_bytes_ > limits.decisions_bytes_per_fact_max) {
    budget.stop(L, "too_many_decisions",
                fmt::format("the script decided on more than {} bytes without waiting for anything",
                            limits.decisions_bytes_per_fact_max));
  }
}

const Delivery& Context::next_delivery() {
  const auto& delivery = coming.front();
  coming = coming.subspan(1);
  if (++seen == 1) started = delivery.time;
  now = delivery.time;
  decided_ = 0;
  decided_bytes_ = 0;
  budget.begin();
  if (watcher != nullptr) watcher->delivery_begins();
  return delivery;
}

void Context::finish_delivery() {
  after->push_back(std::move(decisions));
  decisions.clear();
}

const StepId* step_of(const RunEvent& event) {
  if (const auto* succeeded = std::get_if<StepSucceeded>(&event)) return &succeeded->step;
  if (const auto* failed = std::get_if<StepFailed>(&event)) return &failed->step;
  if (const auto* timed_out = std::get_if<StepTimedOut>(&event)) return &timed_out->step;
  if (const auto* accepted = std::get_if<StepAccepted>(&event)) return &accepted->step;
  return nullptr;
}

void raise_out_of_memory(lua_State* L) {
  auto& budget = context_of(L).budget;
  budget.rethrow(L, LUA_ERRMEM);
  std::terminate();  // not reached: there is a verdict
}

void raise_broken(lua_State* L, const char* what) {
  lua_pushfstring(L, "broken inside azwf: %s", what);
  lua_error(L);
  std::terminate();  // not reached
}

}  // namespace azwf::lua
