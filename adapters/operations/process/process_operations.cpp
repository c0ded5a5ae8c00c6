// The descriptors, and nothing of the work.
#include "adapters/operations/process/process_operations.hpp"

namespace azwf::process {
namespace {

using CommandReader = Result<Command> (*)(const Packed& arguments);

class ProcessOperation : public Operation {
 public:
  ProcessOperation(OperationDescriptor descriptor, CommandReader read_command,
                   std::shared_ptr<ProcessRunner> runner)
      : descriptor_(std::move(descriptor)),
        read_command_(read_command),
        runner_(std::move(runner)) {}

  const OperationDescriptor& descriptor() const override { return descriptor_; }

  void perform(StepRequest request, Attempt attempt) override {
    auto command = read_command_(request.arguments);
    if (!command) return std::move(attempt).finish(failed_by(command.error()));
    runner_->run(request, std::move(*command), std::move(attempt));
  }

  Result<void> make_sure_gone(const RunId& run, const StepId& step) override {
    return runner_->make_sure_gone(run, step);
  }

 private:
  OperationDescriptor descriptor_;
  CommandReader read_command_;
  std::shared_ptr<ProcessRunner> runner_;
};

// What both take besides what to run.
std::vector<Field> parameters_after(Field what) {
  return {
      std::move(what),
      {.name = "cwd",
       .type = FieldType::string,
       .summary = "the folder to run in; relative to where the run was started, the default"},
      {.name = "env",
       .type = FieldType::table,
       .element = FieldType::string,
       .summary = "the whole environment: nothing is inherited; PATH is "
                  "/usr/local/bin:/usr/bin:/bin unless named, AZWF_STEP_KEY and "
                  "AZWF_STEP_LOCK are always set, AZWF_PROGRESS with a heartbeat: the file in "
                  "which to say how far it is, and to find how far an earlier attempt came"},
      {.name = "stdin",
       .type = FieldType::bytes,
       .summary = "the program's standard input; empty without"},
      {.name = "ok",
       .type = FieldType::list,
       .element = FieldType::integer,
       .summary = "the exit statuses that count as success; {0} without"},
  };
}

std::vector<Field> result_fields() {
  return {
      {.name = "exit", .type = FieldType::integer, .summary = "the exit status"},
      {.name = "stdout",
       .type = FieldType::string,
       .summary = "the last lines of standard output; invalid UTF-8 is replaced by U+FFFD"},
      {.name = "stderr", .type = FieldType::string, .summary = "the same of standard error"},
      {.name = "truncated",
       .type = FieldType::boolean,
       .summary = "earlier lines were left out; the whole output is kept beside the step"},
  };
}

}  // namespace

std::unique_ptr<Operation> make_process_run(std::shared_ptr<ProcessRunner> runner) {
  OperationDescriptor descriptor{
      .name = "process.run",
      .lua_name = "exec",
      .summary = "Runs a program with these arguments, as they are: no shell reads them.",
      .positional = "argv",
      .parameters = parameters_after({.name = "argv",
                                      .type = FieldType::list,
                                      .element = FieldType::string,
                                      .required = true,
                                      .summary = "the program, by path or searched in PATH, and "
                                                 "its arguments"}),
      .result = result_fields(),
  };
  return std::make_unique<ProcessOperation>(std::move(descriptor), command_from_run,
                                            std::move(runner));
}

std::unique_ptr<Operation> make_process_shell(std::shared_ptr<ProcessRunner> runner) {
  OperationDescriptor descriptor{
      .name = "process.shell",
      .lua_name = "shell",
      .summary = "Runs a script with /bin/sh.",
      .positional = "script",
      .parameters = parameters_after({.name = "script",
                                      .type = FieldType::string,
                                      .required = true,
                                      .summary = "what `/bin/sh -c` is given"}),
      .result = result_fields(),
  };
  return std::make_unique<ProcessOperation>(std::move(descriptor), command_from_shell,
                                            std::move(runner));
}

}  // namespace azwf::process
