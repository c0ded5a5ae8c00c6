// An attempt is finished exactly once: by its operation, or as abandoned when it is dropped.
#include "engine/base/check.hpp"
#include "engine/operation/operation.hpp"

namespace azwf {

Attempt::~Attempt() {
  if (control_ == nullptr) return;
  std::move(*this).finish(Failed{
      .error = {"abandoned", "the operation dropped this attempt without finishing it", {}}});
}

Attempt& Attempt::operator=(Attempt&& other) noexcept {
  std::swap(control_, other.control_);  // `other` finishes what was here when it dies
  return *this;
}

void Attempt::finish(Outcome outcome) && {
  AZWF_CHECK(control_ != nullptr);
  const auto control = std::exchange(control_, nullptr);
  control->finish(std::move(outcome));
}

}  // namespace azwf
