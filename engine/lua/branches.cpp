// Who waits is found by the id of what it waits for; signals by their name, the earliest first.
#include "engine/lua/branches.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf::lua {

Branches::Branches() {
  auto branch = std::make_unique<Branch>();
  branch->number = ++last_number_;
  main_ = current_ = branch.get();
  branches_.emplace(branch->number, std::move(branch));
}

Branch* Branches::find(std::uint64_t number) {
  const auto found = branches_.find(number);
  return found == branches_.end() ? nullptr : found->second.get();
}

std::string Branches::next_path() const {
  const auto own = std::to_string(current_->begun + 1);
  return current_->path.empty() ? own : current_->path + "." + own;
}

Branch& Branches::begin(lua_State* thread, std::optional<std::string> path) {
  auto made = std::make_unique<Branch>();
  auto& branch = *made;
  branch.number = ++last_number_;
  branch.thread = thread;
  if (path) {
    branch.path = *std::move(path);
  } else {
    branch.parent = current_;
    branch.path = next_path();
    ++current_->begun;
    current_->children.emplace(branch.number, &branch);
  }
  branches_.emplace(branch.number, std::move(made));
  hold(thread);
  AZWF_PLANTED(80) ? ready_.push_front(&branch) : ready_.push_back(&branch);
  return branch;
}

void Branches::end(Branch& branch) {
  release(branch.thread);
  if (branch.parent != nullptr) branch.parent->children.erase(branch.number);
  branches_.erase(branch.number);
}

std::vector<Branch*> Branches::all() const {
  std::vector<Branch*> all;
  for (const auto& [number, branch] : branches_) all.push_back(branch.get());
  std::ranges::sort(all, {}, &Branch::number);
  return all;
}

void Branches::wait_for(Branch& branch, WaitKind kind, std::string name) {
  begin_wait(branch, kind, {id_in(branch, std::to_string(++branch.waits))}, std::move(name));
}

void Branches::wait_again(Branch& branch, StepId id, std::string name) {
  begin_wait(branch, WaitKind::step, std::move(id), std::move(name));
}

void Branches::begin_wait(Branch& branch, WaitKind kind, StepId id, std::string name) {
  branch.waits_for = kind;
  branch.awaited = std::move(id);
  branch.awaited_name = std::move(name);
  waiting_.emplace(branch.awaited, &branch);
  if (kind == WaitKind::signal) waiting_for_signals_[branch.awaited_name].push_back(&branch);
}

void Branches::wait_for_branches(Branch& branch, bool may_interrupt) {
  branch.waits_for = WaitKind::branches;
  branch.may_interrupt = may_interrupt;
  branch.parked = ++last_parked_;
}

Branch* Branches::waiting(const StepId& id) {
  const auto found = waiting_.find(id);
  return found == waiting_.end() ? nullptr : found->second;
}

Branch* Branches::waiting_for_signal(const std::string& name) {
  const auto found = waiting_for_signals_.find(name);
  if (found == waiting_for_signals_.end()) return nullptr;
  return AZWF_PLANTED(81) ? found->second.back() : found->second.front();
}

void Branches::stop_waiting(Branch& branch) {
  const auto kind = std::exchange(branch.waits_for, WaitKind::none);
  if (kind == WaitKind::none || kind == WaitKind::branches) return;
  waiting_.erase(branch.awaited);
  if (kind != WaitKind::signal) return;
  const auto found = waiting_for_signals_.find(branch.awaited_name);
  found->second.erase(std::ranges::find(found->second, &branch));
  if (found->second.empty()) waiting_for_signals_.erase(found);
}

void Branches::make_ready(Branch& branch, const RunEvent* answer) {
  stop_waiting(branch);
  branch.answer = answer;
  ready_.push_back(&branch);
}

bool Branches::is_bound_elsewhere(lua_State* thread) const {
  const auto found = bound_.find(thread);
  return found != bound_.end() && found->second != current_->number;
}

Branch* Branches::take_ready() {
  if (ready_.empty()) return nullptr;
  auto* const branch = ready_.front();
  ready_.pop_front();
  return branch;
}

Branch* Branches::find_deadlocked() {
  if (!ready_.empty() || !waiting_.empty()) return nullptr;
  Branch* last = nullptr;
  for (const auto& [number, branch] : branches_) {
    const bool can_be = branch->waits_for == WaitKind::branches && branch->may_interrupt;
    if (can_be && (last == nullptr || branch->parked > last->parked)) last = branch.get();
  }
  return last;
}

std::string id_in(const Branch& branch, std::string_view last) {
  std::string id = branch.path;
  if (!id.empty()) id += '/';
  return id.append(last);
}

}  // namespace azwf::lua
