// Keeps instances by run and compiled programs by digest, both bounded.
#include "engine/lua/lua_host.hpp"

#include "engine/lua/budget.hpp"
#include "engine/lua/compiled.hpp"
#include "engine/lua/describe.hpp"
#include "engine/lua/instance.hpp"

namespace azwf {

struct LuaHost::Entry {
  lua::Instance instance;
  std::list<RunId>::iterator use;
  std::size_t memory_bytes = 0;
};

LuaHost::LuaHost(HostSink sink, Limits limits, lua::Watcher* watcher)
    : sink_(std::move(sink)),
      limits_(limits),
      watcher_(watcher),
      arenas_(std::make_unique<lua::Arenas>(lua::Budget::arena_bytes(limits))) {}
LuaHost::~LuaHost() = default;

Result<LuaHost::Compiled> LuaHost::compiled(const std::shared_ptr<const Program>& program) {
  const auto found = programs_.find(program->digest);
  if (found != programs_.end()) return found->second;
  auto made = TRY(lua::compile(program));
  if (programs_.size() >= limits_.script_programs_max) programs_.clear();
  programs_.emplace(program->digest, made);
  return made;
}

// The instance that has seen exactly the deliveries before these; another one is dropped.
LuaHost::Entry* LuaHost::find(const Advance& request) {
  const auto found = instances_.find(request.run);
  if (found == instances_.end()) return nullptr;
  auto& entry = *found->second;
  if (request.base == 0 || entry.instance.seen() != request.base) {
    drop(request.run);
    return nullptr;
  }
  by_use_.splice(by_use_.end(), by_use_, entry.use);
  return &entry;
}

Result<LuaHost::Entry*> LuaHost::find_or_make(const Advance& request) {
  if (auto* const entry = find(request)) return entry;
  if (request.base != 0) return nullptr;
  auto program = TRY(compiled(request.program));
  const auto use = by_use_.insert(by_use_.end(), request.run);
  auto entry = std::unique_ptr<Entry>(
      new Entry{{std::move(program), request.run, limits_, *arenas_, watcher_}, use});
  return instances_.emplace(request.run, std::move(entry)).first->second.get();
}

void LuaHost::deliver(Entry& entry, const Advance& request, AdvanceAnswer& answer) {
  answer.after.reserve(request.deliveries.size());
  if (auto verdict = entry.instance.deliver(request.deliveries, answer.after)) {
    answer.end = *std::move(verdict);
    return drop(request.run);
  }
  memory_bytes_ -= entry.memory_bytes;
  entry.memory_bytes = entry.instance.memory_bytes();
  memory_bytes_ += entry.memory_bytes;
  drop_least_used();
}

void LuaHost::submit(Advance request) {
  AdvanceAnswer answer{.run = request.run};
  const auto entry = find_or_make(request);
  if (!entry) {
    answer.end = Verdict{entry.error().code, entry.error().message};
  } else if (*entry == nullptr) {
    answer.end = NeedsHistory{};
  } else {
    deliver(**entry, request, answer);
  }
  sink_(std::move(answer));
}

void LuaHost::submit(Describe request) {
  auto program = compiled(request.program);
  auto description = program ? lua::describe(*program, request, limits_, *arenas_, watcher_)
                             : Result<Description>(std::unexpected(program.error()));
  sink_(DescribeAnswer{request.request, std::move(description)});
}

void LuaHost::drop(const RunId& run) {
  const auto found = instances_.find(run);
  if (found == instances_.end()) return;
  memory_bytes_ -= found->second->memory_bytes;
  by_use_.erase(found->second->use);
  instances_.erase(found);
}

// The most recently used instance stays, whatever it holds: it has just been asked.
void LuaHost::drop_least_used() {
  while (instances_.size() > 1 && (instances_.size() > limits_.script_instances_max ||
                                   memory_bytes_ > limits_.script_instances_bytes_max)) {
    drop(RunId(by_use_.front()));
  }
}

}  // namespace azwf
