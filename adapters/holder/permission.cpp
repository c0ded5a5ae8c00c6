// A new kind of request does not compile until somebody has decided who may make it.
#include "adapters/holder/permission.hpp"

#include "engine/access/access_key.hpp"

namespace azwf::holder {
namespace {

struct Needed {
  Role operator()(const Hello&) const { return Role::read; }
  Role operator()(const ReadLog&) const { return Role::read; }
  Role operator()(const ReadViews&) const { return Role::read; }
  Role operator()(const ReadBlob&) const { return Role::read; }
  Role operator()(const ReadOutput&) const { return Role::read; }
  Role operator()(const Query&) const { return Role::read; }
  Role operator()(const Subscribe&) const { return Role::read; }
  Role operator()(const Credit&) const { return Role::read; }
  Role operator()(const Unsubscribe&) const { return Role::read; }
  Role operator()(const EmitEvent& emit) const {
    return emit.stream == keys_stream() ? Role::admin : Role::emit;
  }
  Role operator()(const StartRun&) const { return Role::operate; }
  Role operator()(const TellRun&) const { return Role::operate; }
  Role operator()(const TakeUpRuns&) const { return Role::operate; }
  Role operator()(const TakeUpTriggers&) const { return Role::operate; }
  Role operator()(const ChangeWorkflow&) const { return Role::admin; }
};

}  // namespace

Role needed_for(const Request& request) { return std::visit(Needed{}, request); }

}  // namespace azwf::holder
