// Everything that changes the disk passes `FirstFailure::unless_failed`.
#include "storage/rocksdb/fail_stop.hpp"

#include <fmt/format.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "storage/rocksdb/database.hpp"

namespace azwf {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class FirstFailure {
 public:
  // Does it, and remembers when that fails; after a failure nothing is done. Always says yes.
  template <class Change>
  IOStatus unless_failed(const char* what, const std::string& path, Change change) {
    if (has_failed_) return IOStatus::OK();
    const IOStatus status = change();
    if (!status.ok()) remember(what, path, status);
    return IOStatus::OK();
  }
  [[nodiscard]] bool has_failed() const { return has_failed_; }
  [[nodiscard]] Result<void> intact() const {
    if (!has_failed_) return {};
    const std::lock_guard lock(mutex_);
    return std::unexpected(*error_);
  }

 private:
  void remember(const char* what, const std::string& path, const IOStatus& status) {
    const std::lock_guard lock(mutex_);
    if (error_) return;
    error_ = store_error(what, path, status);
    error_->kind = ErrorKind::unavailable;
    error_->message += "; nothing more is recorded";
    if (!status.IsNoSpace()) error_->hint = "check the disk (dmesg), then start again";
    has_failed_ = true;
  }

  std::atomic<bool> has_failed_ = false;
  mutable std::mutex mutex_;
  std::optional<Error> error_;
};

class StoppableFile : public rocksdb::FSWritableFile {
 public:
  // Without a target nothing is written: it was made after a failure.
  StoppableFile(FirstFailure& failure, std::string path, std::unique_ptr<FSWritableFile> target)
      : failure_(failure), path_(std::move(path)), target_(std::move(target)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    size_ += data.size();
    return change("write", [&] { return target_->Append(data, options, debug); });
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    size_ = size;
    return change("truncate", [&] { return target_->Truncate(size, options, debug); });
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    return change("close", [&] { return target_->Close(options, debug); });
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* debug) override {
    return change("write", [&] { return target_->Flush(options, debug); });
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return change("sync", [&] { return target_->Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return change("sync", [&] { return target_->Fsync(options, debug); });
  }
  bool IsSyncThreadSafe() const override {
    return target_ == nullptr || target_->IsSyncThreadSafe();
  }
  std::uint64_t GetFileSize(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return size_;
  }
  // What is allocated ahead is a wish: a write says what fails. The target, which gives back on
  // closing what it did not need, has to know of it.
  void SetPreallocationBlockSize(std::size_t size) override {
    if (target_ != nullptr) target_->SetPreallocationBlockSize(size);
  }
  void GetPreallocationStatus(std::size_t* block_size, std::size_t* last_block) override {
    *block_size = *last_block = 0;
    if (target_ != nullptr) target_->GetPreallocationStatus(block_size, last_block);
  }
  void PrepareWrite(std::size_t offset, std::size_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    if (target_ == nullptr || failure_.has_failed()) return;
    target_->PrepareWrite(offset, size, options, debug);
  }

 private:
  template <class Change> IOStatus change(const char* what, Change change) {
    if (target_ == nullptr) return IOStatus::OK();
    return failure_.unless_failed(what, path_, change);
  }

  FirstFailure& failure_;
  std::string path_;
  std::unique_ptr<FSWritableFile> target_;
  std::uint64_t size_ = 0;
};

class StoppableFolder : public rocksdb::FSDirectoryWrapper {
 public:
  StoppableFolder(FirstFailure& failure, std::string path, std::unique_ptr<FSDirectory> target)
      : FSDirectoryWrapper(std::move(target)), failure_(failure), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return failure_.unless_failed("sync", path_,
                                  [&] { return FSDirectoryWrapper::Fsync(options, debug); });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& how) override {
    return failure_.unless_failed("sync", path_, [&] {
      return FSDirectoryWrapper::FsyncWithDirOptions(options, debug, how);
    });
  }

 private:
  FirstFailure& failure_;
  std::string path_;
};

}  // namespace

class FailStop::Files : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "azwf.fail_stop"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override {
    return open(path, file, [&](auto* target) {
      return FileSystemWrapper::NewWritableFile(path, options, target, debug);
    });
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* debug) override {
    return open(path, file, [&](auto* target) {
      return FileSystemWrapper::ReopenWritableFile(path, options, target, debug);
    });
  }
  IOStatus ReuseWritableFile(const std::string& path, const std::string& old,
                             const FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             IODebugContext* debug) override {
    return open(path, file, [&](auto* target) {
      return FileSystemWrapper::ReuseWritableFile(path, old, options, target, debug);
    });
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* folder,
                        IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSDirectory> target;
    IOStatus status = FileSystemWrapper::NewDirectory(path, options, &target, debug);
    if (status.ok()) {
      *folder = std::make_unique<StoppableFolder>(failure_, path, std::move(target));
    }
    return status;
  }
  // A file that cannot be removed harms nobody, so that is no failure.
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    if (failure_.has_failed()) return IOStatus::OK();
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }
  IOStatus DeleteDir(const std::string& path, const IOOptions& options,
                     IODebugContext* debug) override {
    if (failure_.has_failed()) return IOStatus::OK();
    return FileSystemWrapper::DeleteDir(path, options, debug);
  }
  IOStatus Truncate(const std::string& path, std::size_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    return failure_.unless_failed(
        "truncate", path, [&] { return FileSystemWrapper::Truncate(path, size, options, debug); });
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    return failure_.unless_failed(
        "rename to", to, [&] { return FileSystemWrapper::RenameFile(from, to, options, debug); });
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    if (failure_.has_failed()) return IOStatus::OK();
    return FileSystemWrapper::LinkFile(from, to, options, debug);
  }

  [[nodiscard]] Result<void> intact() const { return failure_.intact(); }

 private:
  template <class Open>
  IOStatus open(const std::string& path, std::unique_ptr<rocksdb::FSWritableFile>* file,
                Open open_target) {
    std::unique_ptr<rocksdb::FSWritableFile> target;
    const IOStatus status =
        failure_.unless_failed("create", path, [&] { return open_target(&target); });
    *file = std::make_unique<StoppableFile>(failure_, path, std::move(target));
    return status;
  }

  FirstFailure failure_;
};

FailStop::FailStop(rocksdb::Env* base)
    : files_(std::make_shared<Files>(
          (base == nullptr ? rocksdb::Env::Default() : base)->GetFileSystem())),
      env_(rocksdb::NewCompositeEnv(files_)) {}

FailStop::~FailStop() = default;

Result<void> FailStop::intact() const { return files_->intact(); }

}  // namespace azwf
