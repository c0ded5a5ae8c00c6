// No thread, no wait, no allocation but the answer's.
#include "adapters/operations/debug/echo.hpp"

namespace azwf {

EchoOperation::EchoOperation()
    : descriptor_{
          .name = "debug.echo",
          .lua_name = "debug.echo",
          .summary = "Answers at once with its value; for tests and benchmarks.",
          .positional = "value",
          .parameters = {{.name = "value", .summary = "the answer"},
                         {.name = "fail",
                          .type = FieldType::string,
                          .summary = "fails with this code instead"}},
      } {}

void EchoOperation::perform(StepRequest request, Attempt attempt) {
  const auto code = field_of(request.arguments, "fail");
  if (!code.is_nil()) {
    return std::move(attempt).finish(Failed{
        {text_of(code), "debug.echo was asked to fail", field_of(request.arguments, "value")}});
  }
  std::move(attempt).finish(Succeeded{field_of(request.arguments, "value"), std::nullopt});
}

}  // namespace azwf
