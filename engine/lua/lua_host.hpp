// Runs scripts in this process, in `submit` itself: the twin of hosts in processes of their own,
// and what those run inside. Invariant: an instance is a cache; dropping it changes no decision.
#pragma once

#include <list>
#include <memory>
#include <unordered_map>

#include "engine/base/limits.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::lua {
class Arenas;
class Instance;
class Watcher;
struct CompiledProgram;
}  // namespace azwf::lua

namespace azwf {

// The `wf` library of this build, as a program's bundle takes it.
std::vector<Source> wf_library();

class LuaHost final : public ScriptHost {
 public:
  // `watcher`, if any, is told what is going on; it outlives the host.
  explicit LuaHost(HostSink sink, Limits limits = {}, lua::Watcher* watcher = nullptr);
  ~LuaHost() override;

  void submit(Advance request) override;
  void submit(Describe request) override;
  void drop(const RunId& run) override;

  [[nodiscard]] std::size_t instance_count() const { return instances_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const { return memory_bytes_; }

 private:
  struct Entry;
  using Compiled = std::shared_ptr<const lua::CompiledProgram>;

  Result<Compiled> compiled(const std::shared_ptr<const Program>& program);
  Entry* find(const Advance& request);
  Result<Entry*> find_or_make(const Advance& request);
  void deliver(Entry& entry, const Advance& request, AdvanceAnswer& answer);
  void drop_least_used();

  HostSink sink_;
  Limits limits_;
  lua::Watcher* watcher_;
  std::unique_ptr<lua::Arenas> arenas_;  // of the instances, which go first
  std::unordered_map<Digest, Compiled> programs_;
  std::unordered_map<RunId, std::unique_ptr<Entry>> instances_;
  std::list<RunId> by_use_;  // least recently used first
  std::size_t memory_bytes_ = 0;
};

}  // namespace azwf
