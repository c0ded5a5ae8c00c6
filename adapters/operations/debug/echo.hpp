// The operation `debug.echo`: answers at once with what it was given, or fails on request. For
// tests, examples and benchmarks: what it costs is what a step costs.
#pragma once

#include "engine/operation/operation.hpp"

namespace azwf {

class EchoOperation : public Operation {
 public:
  EchoOperation();

  const OperationDescriptor& descriptor() const override { return descriptor_; }
  void perform(StepRequest request, Attempt attempt) override;

 private:
  OperationDescriptor descriptor_;
};

}  // namespace azwf
