// Requests become messages, and replies what their kind of request is answered with.
#include "adapters/holder/asked_holder.hpp"

#include "engine/base/digest.hpp"

namespace azwf::holder {

// Gives `answer` what was wanted, or the error.
template <class Wanted, class Answer> void AskedHolder::ask(const Request& request, Answer answer) {
  client_.ask(request, [answer = std::move(answer)](Result<Reply> reply) {
    if (!reply) {
      answer(std::unexpected(reply.error()));
    } else if (auto* wanted = std::get_if<Wanted>(&*reply)) {
      answer(std::move(*wanted));
    } else {
      answer(unexpected_reply());
    }
  });
}

// It is sent along with the run that is started.
Result<std::shared_ptr<const Program>> AskedHolder::keep(Program program) {
  program.digest = sha256(pack_program(program));
  return std::make_shared<const Program>(std::move(program));
}

void AskedHolder::start(StartRun request) {
  auto reply = std::move(request.reply);
  ask<StartedRun>(std::move(request), [reply](Result<StartedRun> started) {
    if (reply) reply(std::move(started));
  });
}

void AskedHolder::tell(TellRun request) {
  auto reply = std::move(request.reply);
  ask_to_do(std::move(request), std::move(reply));
}

void AskedHolder::ask_to_do(const Request& request, DoneReply reply) {
  ask<Done>(request, [reply = std::move(reply)](Result<Done> done) {
    if (!reply) return;
    if (done) return reply({});
    reply(std::unexpected(done.error()));
  });
}

void AskedHolder::take_up(TakeUpRuns request) {
  auto reply = std::move(request.reply);
  auto runs = request.runs;
  ask<std::vector<Trouble>>(std::move(request),
                            [reply, runs = std::move(runs)](Result<std::vector<Trouble>> taken) {
                              if (taken) return reply(*std::move(taken));
                              std::vector<Trouble> troubles;
                              for (const auto& run : runs) troubles.push_back({run, taken.error()});
                              reply(std::move(troubles));
                            });
}

void AskedHolder::emit(EmitEvent request) {
  auto reply = std::move(request.reply);
  ask<Emitted>(std::move(request), std::move(reply));
}

void AskedHolder::change(ChangeWorkflow request) {
  auto reply = std::move(request.reply);
  ask<ChangedWorkflow>(std::move(request), std::move(reply));
}

void AskedHolder::start_triggered(DoneReply reply) {
  ask_to_do(TakeUpTriggers{}, std::move(reply));
}

}  // namespace azwf::holder
