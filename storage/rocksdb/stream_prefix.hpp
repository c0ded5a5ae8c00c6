// Tells RocksDB which keys belong to one stream: those alike up to and including the first NUL. It
// keeps a Bloom filter of these, so that a stream nobody ever wrote to is known without reading.
#pragma once

#include <memory>

namespace rocksdb {
class SliceTransform;
}

namespace azwf {

std::shared_ptr<const rocksdb::SliceTransform> stream_prefix();

}  // namespace azwf
