// Names of files come from names of runs and steps: whatever is not plain in them is written %XX,
// so that no name leads out of the folder.
#include "adapters/operations/process/work_folder.hpp"

#include <fcntl.h>

#include <cctype>

#include "adapters/operations/process/step_lock.hpp"

namespace azwf::process {
namespace {

constexpr int new_file_flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char byte : name) {
    const auto code = static_cast<unsigned char>(byte);
    const bool is_hidden = plain.empty() && byte == '.';
    if (std::isalnum(code) != 0 ||
        (std::strchr("._-:@+", byte) != nullptr && code != 0 && !is_hidden)) {
      plain += byte;
    } else {
      constexpr const char* digits = "0123456789abcdef";
      plain += {'%', digits[code >> 4], digits[code & 15]};
    }
  }
  return plain;
}

std::string step_name(const StepId& step) {
  std::string name = step.text;
  for (char& byte : name) {
    if (byte == '/') byte = '.';
  }
  return plain_name(name);
}

}  // namespace

std::filesystem::path WorkFolder::lock_path(const RunId& run, const StepId& step) const {
  return root_ / plain_name(run.text) / (step_name(step) + ".lock");
}

std::filesystem::path WorkFolder::spool_path(const StepPlace& place) const {
  return root_ / plain_name(place.run.text) /
         (step_name(place.step) + "." + std::to_string(place.attempt) + ".out");
}

std::filesystem::path WorkFolder::progress_path(const StepPlace& place) const {
  return spool_path(place).replace_extension(".progress");
}

Result<StepFiles> WorkFolder::open(const StepPlace& place) {
  const std::lock_guard guard(mutex_);
  const auto spool_path = this->spool_path(place);
  std::error_code error;
  if (std::filesystem::create_directories(root_, error)) {
    std::filesystem::permissions(root_, std::filesystem::perms::owner_all, error);
  }
  if (!error) std::filesystem::create_directory(spool_path.parent_path(), root_, error);
  if (error) {
    return failure(ErrorKind::failed, "work_folder",
                   "cannot make " + spool_path.parent_path().string() + ": " + error.message());
  }

  StepFiles files;
  files.lock = TRY(take_free_lock(lock_path(place.run, place.step)));
  files.spool = FileDescriptor(::open(spool_path.c_str(), new_file_flags | O_TRUNC, 0600));
  if (!files.spool.is_open())
    return system_failure("work_folder", "cannot open " + spool_path.string());
  return files;
}

void WorkFolder::abandon(const StepPlace& place) {
  ::unlink(lock_path(place.run, place.step).c_str());
  remove(place);
}

void WorkFolder::remove(const StepPlace& place) {
  const std::lock_guard guard(mutex_);
  for (StepPlace each = place; each.attempt > 0; --each.attempt) {
    ::unlink(spool_path(each).c_str());
    ::unlink(progress_path(each).c_str());
  }
  ::rmdir(spool_path(place).parent_path().c_str());
}

}  // namespace azwf::process
