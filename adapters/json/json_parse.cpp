// Reads JSON into packed values.
#include <nlohmann/json.hpp>

#include <limits>

#include "adapters/json/json.hpp"

namespace azwf {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> bad_json(std::string_view what, const std::string& why) {
  return failure(ErrorKind::invalid, "bad_json", std::string(what) + " is not JSON: " + why,
                 "texts need double quotes: '{\"branch\":\"main\"}'");
}

class Packing {
 public:
  Packing(std::string& out, std::size_t depth_max) : packer_(out), depth_max_(depth_max) {}

  // Nothing, or why the value cannot be packed.
  std::string pack(const Json& json, std::size_t depth) {
    if (depth > depth_max_) return "it is nested deeper than " + std::to_string(depth_max_);
    switch (json.type()) {
      case Json::value_t::boolean: packer_.boolean(json.get<bool>()); return "";
      case Json::value_t::number_integer: packer_.integer(json.get<std::int64_t>()); return "";
      case Json::value_t::number_unsigned: return pack_unsigned(json.get<std::uint64_t>());
      case Json::value_t::number_float: packer_.number(json.get<double>()); return "";
      case Json::value_t::string: packer_.string(json.get_ref<const std::string&>()); return "";
      case Json::value_t::array: return pack_array(json, depth);
      case Json::value_t::object: return pack_object(json, depth);
      default: packer_.nil(); return "";
    }
  }

 private:
  std::string pack_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return "the integer " + std::to_string(value) + " does not fit 64 bits with a sign";
    }
    packer_.integer(static_cast<std::int64_t>(value));
    return "";
  }

  std::string pack_array(const Json& json, std::size_t depth) {
    packer_.array(json.size());
    std::string problem;
    for (auto each = json.begin(); each != json.end() && problem.empty(); ++each) {
      problem = pack(*each, depth + 1);
    }
    return problem;
  }

  // nlohmann's objects are ordered bytewise by key, as packed maps are.
  std::string pack_object(const Json& json, std::size_t depth) {
    packer_.map(json.size());
    std::string problem;
    for (auto each = json.begin(); each != json.end() && problem.empty(); ++each) {
      packer_.string(each.key());
      problem = pack(each.value(), depth + 1);
    }
    return problem;
  }

  Packer packer_;
  std::size_t depth_max_;
};

}  // namespace

Result<Packed> packed_from_json(std::string_view text, std::string_view what,
                                const Limits& limits) {
  Json json;
  try {
    json = Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    return bad_json(what, "it stops making sense at byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    return bad_json(what, "a number is out of range");
  }
  Packed packed{""};
  const auto problem = Packing(packed.bytes, limits.value_depth_max).pack(json, 0);
  if (!problem.empty()) {
    return failure(ErrorKind::invalid, "bad_value", std::string(what) + ": " + problem);
  }
  if (auto valid = validate_packed(packed.bytes, limits); !valid) {
    auto error = std::move(valid).error();
    error.message = std::string(what) + ": " + error.message;
    return std::unexpected(std::move(error));
  }
  return packed;
}

}  // namespace azwf
