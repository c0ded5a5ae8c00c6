// Order is kept: what has to wait goes before whatever comes later.
#include "engine/runtime/emissions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/digest.hpp"
#include "engine/event/append.hpp"
#include "engine/view/emitted_events.hpp"

namespace azwf {
namespace {

std::string name_of(const EmitEvent& request) {
  return request.stream.text + '\n' + request.event.id;
}

}  // namespace

void Emissions::take(EmitEvent request) {
  if (!request.event.id.empty()) return look_for(std::move(request));
  request.event.id = to_text(ids_.next());
  join(std::move(request));
}

void Emissions::look_for(EmitEvent request) {
  if (on_their_way_.contains(name_of(request))) return held_back_.push_back(std::move(request));
  const auto found = find_emitted(views_, log_, request.stream, request.event);
  if (!found) return request.reply(std::unexpected(found.error()));
  if (*found) return request.reply(Emitted{**found, true});
  join(std::move(request));
}

Emission* Emissions::shared_by(const EmitEvent& request) {
  if (request.expected) return nullptr;
  const auto found = std::ranges::find_if(emissions_, [&](const Emission& emission) {
    return emission.stream == request.stream && !emission.requests.front().expected;
  });
  return found == emissions_.end() ? nullptr : &*found;
}

bool Emissions::is_full(const Emission& emission) const {
  return emission.requests.size() >= limits_.commit_events_max ||
         emission.bytes >= limits_.batch_bytes_max;
}

void Emissions::join(EmitEvent request) {
  auto* emission = shared_by(request);
  if (emission != nullptr && is_full(*emission)) return held_back_.push_back(std::move(request));
  if (emission == nullptr) {
    const auto revision = request.expected ? Result<Position>(*request.expected)
                                           : emitted_revision(views_, request.stream);
    if (!revision) return request.reply(std::unexpected(revision.error()));
    emission = &emissions_.emplace_back(request.stream, expected_of(*revision));
  }
  on_their_way_.insert(name_of(request));
  emission->bytes += bytes_of(request.event);
  emission->requests.push_back(std::move(request));
}

std::vector<Emission> Emissions::ready() {
  on_their_way_.clear();
  return std::exchange(emissions_, {});
}

void Emissions::lost(Emission emission) {
  held_back_.insert(held_back_.begin(), std::make_move_iterator(emission.requests.begin()),
                    std::make_move_iterator(emission.requests.end()));
}

void Emissions::take_held_back() {
  for (auto& request : std::exchange(held_back_, {})) look_for(std::move(request));
}

}  // namespace azwf
