// The list of operations. Invariant: names are unique, so a recorded step always finds its one.
#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/operation/operation.hpp"

namespace azwf {

void OperationCatalog::add(std::unique_ptr<Operation> operation) {
  AZWF_CHECK(operation != nullptr);
  AZWF_CHECK(find(operation->descriptor().name) == nullptr);
  operations_.push_back(std::move(operation));
}

Operation* OperationCatalog::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      operations_, [&](const auto& operation) { return operation->descriptor().name == name; });
  return found == operations_.end() ? nullptr : found->get();
}

std::vector<OperationDescriptor> OperationCatalog::descriptors() const {
  std::vector<OperationDescriptor> descriptors;
  descriptors.reserve(operations_.size());
  for (const auto& operation : operations_) descriptors.push_back(operation->descriptor());
  std::ranges::sort(descriptors, {}, &OperationDescriptor::name);
  return descriptors;
}

}  // namespace azwf
