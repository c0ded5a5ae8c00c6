// Between two pieces of a file, and before anything is changed, an attempt asks whether it is still
// wanted; once something was changed it goes on to its end.
#include "adapters/operations/files/work.hpp"

#include <fcntl.h>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"

namespace azwf::files {
namespace {

constexpr std::string_view stopped_code = "stopped";
constexpr std::size_t key_digits = 16;

class FileOperation : public Operation {
 public:
  FileOperation(OperationDescriptor descriptor, std::shared_ptr<Shop> shop, Task task)
      : descriptor_(std::move(descriptor)), shop_(std::move(shop)), task_(std::move(task)) {}

  const OperationDescriptor& descriptor() const override { return descriptor_; }

  void perform(StepRequest request, Attempt attempt) override {
    const auto work = std::make_shared<Work>(*shop_, std::move(request), std::move(attempt));
    shop_->pool.post([work, task = task_] { std::move(*work).finish(task(*work)); });
  }

 private:
  OperationDescriptor descriptor_;
  std::shared_ptr<Shop> shop_;
  Task task_;
};

}  // namespace

Work::Work(Shop& shop, StepRequest step_request, Attempt step_attempt)
    : shop_(&shop),
      request_(std::move(step_request)),
      attempt_(std::move(step_attempt)),
      asked_(std::make_shared<std::atomic<int>>(-1)) {
  attempt_.on_stop([asked = asked_](StopReason reason) {
    int nobody_yet = -1;
    asked->compare_exchange_strong(nobody_yet, static_cast<int>(reason));
  });
  checkpoint_ = [asked = asked_]() -> Result<void> {
    if (asked->load() < 0) return {};
    return failure(ErrorKind::failed, std::string(stopped_code), "told to stop");
  };
}

void Work::go_on_to_the_end() {
  if (AZWF_PLANTED(94)) return;
  checkpoint_ = [] { return Result<void>(); };
}

std::string Work::temporary() const {
  return ".azwf-" + to_hex(sha256(request_.key)).substr(0, key_digits);
}

Packed Work::argument(std::string_view name) const { return field_of(request_.arguments, name); }

Result<std::string> Work::text(std::string_view name) const { return text_from(argument(name)); }

bool Work::is_set(std::string_view name, bool without) const {
  return Unpacker(argument(name).bytes).boolean().value_or(without);
}

Result<Place> Work::place(const std::string& path) const {
  const auto& cwd = request_.cwd.empty() ? shop_->cwd : request_.cwd;
  return place_of({shop_->store, cwd, request_.roots}, path);
}

Result<Place> Work::place_in(std::string_view field) const { return place(TRY(text(field))); }

Result<FileState> Work::look(const Place& place) const {
  return look_at(place, {shop_->limits, checkpoint_, nullptr});
}

Result<FileState> Work::look_keep(const Place& place) const {
  return look_at(place, {shop_->limits, checkpoint_, &shop_->keep});
}

void Work::note(Packed value, std::function<void(bool)> then) {
  attempt_.progress(std::move(value), std::move(then));
}

void Work::finish(Result<Packed> outcome) && {
  if (outcome) return std::move(attempt_).finish(Succeeded{std::move(*outcome), std::nullopt});
  const auto& error = outcome.error();
  if (error.code == stopped_code) return std::move(*this).give_up();
  const bool is_hopeless = error.kind == ErrorKind::invalid || error.kind == ErrorKind::refused;
  std::move(attempt_).finish(Failed{{error.code, error.message, {}}, !is_hopeless, std::nullopt});
}

void Work::give_up() && {
  const auto asked = asked_->load();
  const auto reason = asked < 0 ? StopReason::shutdown : static_cast<StopReason>(asked);
  std::move(attempt_).finish(Stopped{reason, std::nullopt, false});
}

std::unique_ptr<Operation> make_file_operation(OperationDescriptor descriptor,
                                               std::shared_ptr<Shop> shop, Task task) {
  return std::make_unique<FileOperation>(std::move(descriptor), std::move(shop), std::move(task));
}

}  // namespace azwf::files
