// The holder as another process has it: what is asked of it goes through a client.
#pragma once

#include "adapters/holder/client.hpp"

namespace azwf::holder {

// Threads: the client's.
class AskedHolder : public Holder {
 public:
  explicit AskedHolder(Client& client) : client_(client) {}

  Result<std::shared_ptr<const Program>> keep(Program program) override;
  void start(StartRun request) override;
  void tell(TellRun request) override;
  void take_up(TakeUpRuns request) override;
  void emit(EmitEvent request) override;
  void change(ChangeWorkflow request) override;
  void start_triggered(DoneReply reply) override;

 private:
  void ask_to_do(const Request& request, DoneReply reply);
  template <class Wanted, class Answer> void ask(const Request& request, Answer answer);

  Client& client_;
};

}  // namespace azwf::holder
