// Answers are awaited by turning, as commands do it.
#include "tests/support/held_store.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

#include "adapters/cli/follow.hpp"
#include "adapters/cli/script_file.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::tests {
namespace {

constexpr auto waited_at_most = std::chrono::seconds(30);

template <class T> Result<T> await(cli::Workplace& place, std::optional<Result<T>>& answer) {
  turn_until(place, [&] { return answer.has_value(); });
  return *std::move(answer);
}

}  // namespace

HeldStore::HeldStore(const std::string& below) : home_{folder_.path() / below} {
  auto held = cli::hold_store(home_);
  BOOST_REQUIRE_MESSAGE(held, message_of(held));
  place_ = *std::move(held);
  turning_ = std::jthread([this](const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { place_->wake(); });
    while (!stop.stop_requested() && place_->turn(std::chrono::seconds(1))) continue;
  });
}

HeldStore::~HeldStore() { give_up(); }

void HeldStore::give_up() {
  if (place_ == nullptr) return;
  turning_ = {};
  (void)place_->shut_down();
  place_.reset();
}

std::unique_ptr<cli::Workplace> HeldStore::ask() const {
  auto asked = cli::ask_holder(holder::connect_in(home_.path, limits), limits);
  BOOST_REQUIRE_MESSAGE(asked, message_of(asked));
  return *std::move(asked);
}

Program HeldStore::program(const std::string& script) const {
  const auto path = folder_.path() / "script.lua";
  write_whole(path, script);
  const auto read = cli::read_script(path.string(), limits);
  BOOST_REQUIRE_MESSAGE(read, message_of(read));
  return *read->program;
}

void turn_until(cli::Workplace& place, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + waited_at_most;
  while (!done()) {
    BOOST_REQUIRE(std::chrono::steady_clock::now() < end);
    const auto turned = place.turn(std::chrono::milliseconds(20));
    BOOST_REQUIRE_MESSAGE(turned, message_of(turned));
  }
}

Result<StartedRun> start(cli::Workplace& place, const Program& program, const std::string& id) {
  auto kept = TRY(place.holder().keep(program));
  auto answer = std::make_shared<std::optional<Result<StartedRun>>>();
  place.holder().start({.run = {id},
                        .program = std::move(kept),
                        .workflow = "test",
                        .params = Packed{std::string(1, '\x80')},
                        .reply = [answer](Result<StartedRun> each) { *answer = std::move(each); }});
  return await(place, *answer);
}

Result<void> tell(cli::Workplace& place, const RunId& run, RunEvent fact) {
  auto answer = std::make_shared<std::optional<Result<void>>>();
  place.holder().tell(
      {run, std::move(fact), {}, [answer](Result<void> each) { *answer = std::move(each); }});
  return await(place, *answer);
}

Result<Emitted> emit(cli::Workplace& place, EmitEvent emission) {
  auto answer = std::make_shared<std::optional<Result<Emitted>>>();
  emission.reply = [answer](Result<Emitted> each) { *answer = std::move(each); };
  place.holder().emit(std::move(emission));
  return await(place, *answer);
}

Result<Emitted> emit(cli::Workplace& place, Event event) {
  return emit(place, {.event = std::move(event), .reply = {}});
}

RunState state_at_rest(cli::Workplace& place, const RunId& run) {
  RunState state;
  turn_until(place, [&] {
    const auto folded = fold_run(place.log(), run);
    BOOST_REQUIRE_MESSAGE(folded, message_of(folded));
    state = folded->state;
    return state.started && cli::is_at_rest(state);
  });
  return state;
}

}  // namespace azwf::tests
