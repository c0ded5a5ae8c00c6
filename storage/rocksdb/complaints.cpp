// RocksDB words what it cannot read of a log as "FILE: dropping N bytes; WHY".
#include "storage/rocksdb/complaints.hpp"

#include <rocksdb/env.h>

#include <cstdio>
#include <mutex>
#include <string_view>

namespace azwf {
namespace {

constexpr std::size_t line_bytes_max = 1'024;

// Without the place in RocksDB's source, which comes first.
std::string_view message_of(std::string_view line) {
  const auto place = line.find("] ", line.find(".cc:"));
  return place == line.npos ? line : line.substr(place + 2);
}

}  // namespace

class Complaints::Listener : public rocksdb::Logger {
 public:
  Listener() : rocksdb::Logger(rocksdb::WARN_LEVEL) {}

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    if (std::string_view(format).find("dropping") == std::string_view::npos) return;
    char line[line_bytes_max];
    std::vsnprintf(line, sizeof line, format, arguments);
    const std::lock_guard lock(mutex_);
    if (first_.empty()) first_ = message_of(line);
  }
  std::string first() const {
    const std::lock_guard lock(mutex_);
    return first_;
  }

 private:
  mutable std::mutex mutex_;
  std::string first_;
};

Complaints::Complaints() : listener_(std::make_shared<Listener>()) {}
Complaints::~Complaints() = default;

std::shared_ptr<rocksdb::Logger> Complaints::logger() const { return listener_; }
std::string Complaints::first() const { return listener_->first(); }

}  // namespace azwf
