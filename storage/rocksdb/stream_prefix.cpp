// Names hold no NUL, so prefixes sort as their keys do.
#include "storage/rocksdb/stream_prefix.hpp"

#include <rocksdb/slice_transform.h>

namespace azwf {
namespace {

class StreamPrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "azwf.stream"; }
  bool InDomain(const rocksdb::Slice& key) const override { return end_of(key) != 0; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), end_of(key)};
  }

 private:
  static std::size_t end_of(const rocksdb::Slice& key) {
    return key.ToStringView().find('\0') + 1;  // 0: there is none
  }
};

}  // namespace

std::shared_ptr<const rocksdb::SliceTransform> stream_prefix() {
  return std::make_shared<StreamPrefix>();
}

}  // namespace azwf
