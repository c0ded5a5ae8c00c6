// What the engine says to a host process. Requests bear numbers, one after another from 1; a
// program is sent once, before the first request that needs it.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "engine/base/limits.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::script_host {

using Request = std::variant<Advance, Describe>;

// Writes frames for one host, from its birth on.
class RequestWriter {
 public:
  explicit RequestWriter(const Limits& limits) : limits_(&limits) {}

  // First of all.
  void write_limits(std::string& out);
  void write(std::string& out, std::uint64_t number, const Request& request);
  void write_drop(std::string& out, const RunId& run);

 private:
  // The number by which the host knows the program; it is sent when the host does not have it.
  std::int64_t number_of(const Program& program, std::string& out);

  const Limits* limits_;
  std::unordered_map<Digest, std::int64_t> programs_;
};

struct NumberedRequest {
  std::uint64_t number = 0;
  Request request;
};
struct NothingToDo {};
using Order = std::variant<NothingToDo, NumberedRequest, RunId>;  // a run id: drop it

// Reads frames in the host. The engine is trusted; still nothing here is undefined.
class RequestReader {
 public:
  static Result<Limits> read_limits(std::string_view frame);
  Result<Order> read(std::string_view frame);

 private:
  Result<std::shared_ptr<const Program>> program(std::int64_t number);

  std::vector<std::shared_ptr<const Program>> programs_;  // by number
};

}  // namespace azwf::script_host
