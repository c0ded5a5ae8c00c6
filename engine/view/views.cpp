// The list of views.
#include <array>

#include "engine/view/awaited_events.hpp"
#include "engine/view/due_timers.hpp"
#include "engine/view/open_steps.hpp"
#include "engine/view/run_list.hpp"
#include "engine/view/view.hpp"

namespace azwf {

std::span<const View> views() {
  static constexpr std::array<View, 4> all{evolve_run_list, evolve_open_steps, evolve_due_timers,
                                           evolve_awaited_events};
  return all;
}

}  // namespace azwf
