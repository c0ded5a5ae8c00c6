// Each check gives its first objection in words.
#include "tests/cli/cd_shapes.hpp"

#include <nlohmann/json.hpp>

#include <regex>
#include <set>
#include <sstream>

#include "tests/support/paths.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

using Json = nlohmann::json;
using Names = std::set<std::string>;

const std::map<std::string, std::string>& pieces() {
  static const std::map<std::string, std::string> by_shape = {
      {"ref", "id text! source uriref"},
      {"sbom", "uri uriref!"},
      {"case",
       "id text! version text name text uri uri "
       "type performance|functional|unit|security|compliance|integration|e2e|other"},
      {"suite", "id text! version text name text uri uri"},
      {"trigger", "type manual|pipeline|event|schedule|other uri uri"}};
  return by_shape;
}

ShapedField field(const std::string& name, std::string shape) {
  const bool required = shape.ends_with('!');
  if (required) shape.pop_back();
  return {name, shape, required};
}

std::vector<ShapedField> fields_in(const std::string& text) {
  std::vector<ShapedField> fields;
  std::istringstream words(text);
  for (std::string name, shape; words >> name >> shape;) fields.push_back(field(name, shape));
  return fields;
}

std::string fault_of_fields(const Json& map, const std::vector<ShapedField>& fields);

std::string fault_of_value(const Json& value, const std::string& shape) {
  static const std::regex uri(R"([A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*)");
  static const std::regex reference(R"([^\s<>"{}|\\^`]+)");
  if (pieces().contains(shape)) return fault_of_fields(value, fields_in(pieces().at(shape)));
  if (shape == "texts") {
    for (const auto& each : value) {
      if (!each.is_string()) return "is no list of texts";
    }
    return value.is_array() ? "" : "is no list";
  }
  if (!value.is_string() || value.get<std::string>().empty()) return "is no text";
  const auto text = value.get<std::string>();
  if (shape == "uri") return std::regex_match(text, uri) ? "" : "is no URI";
  if (shape == "uriref") return std::regex_match(text, reference) ? "" : "is no URI reference";
  if (shape == "text") return "";
  return ("|" + shape + "|").find("|" + text + "|") != std::string::npos ? "" : "is not " + shape;
}

std::string fault_of_fields(const Json& map, const std::vector<ShapedField>& fields) {
  if (!map.is_object()) return "is no map";
  Names known;
  for (const auto& each : fields) {
    known.insert(each.name);
    if (!map.contains(each.name)) {
      if (each.required) return "has no " + each.name;
      continue;
    }
    const auto fault = fault_of_value(map[each.name], each.shape);
    if (!fault.empty()) return each.name + " " + fault;
  }
  for (const auto& [name, value] : map.items()) {
    if (!known.contains(name)) return "has a field " + name;
  }
  return "";
}

std::string fault_of_attribute(const std::string& name, const Json& value) {
  static const std::regex attribute("[a-z0-9]{1,20}");
  static const std::regex time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
  static const std::regex sequence("[0-9]{20}");
  if (!std::regex_match(name, attribute)) return name + " is no attribute's name";
  if (!value.is_string() || value.get<std::string>().empty()) return name + " is no text";
  const auto text = value.get<std::string>();
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return name + " has control characters";
  }
  const bool is_time = name == "time" || name == "recordedtime";
  if (is_time && !std::regex_match(text, time)) return name + " is no time";
  if (name == "sequence" && !std::regex_match(text, sequence)) return name + " is no sequence";
  return name == "source" ? fault_of_value(value, "uriref") : "";
}

std::string fault_of_envelope(const Json& envelope) {
  for (const auto* name : {"specversion", "id", "source", "type", "sequence", "recordedtime"}) {
    if (!envelope.contains(name)) return std::string("there is no ") + name;
  }
  if (envelope["specversion"] != "1.0") return "specversion is not 1.0";
  for (const auto& [name, value] : envelope.items()) {
    if (name == "data" || name == "data_base64") continue;
    auto fault = fault_of_attribute(name, value);
    if (!fault.empty()) return fault;
  }
  return envelope.contains("data") == envelope.contains("data_base64") ? "not one of data" : "";
}

std::string fault_of_link(const Json& link) {
  const bool is_path = link.is_object() && link.size() == 2 && link.contains("from") &&
                       link.value("linkType", "") == "PATH";
  if (!is_path) return "a link is no PATH";
  return fault_of_fields(link["from"], fields_in("contextId text!"));
}

std::string fault_of_context(Json context, const Json& envelope) {
  if (context.contains("links")) {
    for (const auto& link : context["links"]) {
      auto fault = fault_of_link(link);
      if (!fault.empty()) return fault;
    }
    context.erase("links");
  }
  auto fault = fault_of_fields(
      context, fields_in("specversion text! id text! source uriref! type text! timestamp text! "
                         "schemaUri uri chainId text"));
  if (!fault.empty()) return fault;
  if (context["specversion"] != "0.5.1") return "is of another version";
  for (const auto& [ours, theirs] : std::map<std::string, std::string>{
           {"id", "id"}, {"source", "source"}, {"type", "type"}, {"timestamp", "time"}}) {
    if (context[ours] != envelope[theirs]) return ours + " is not the envelope's";
  }
  return "";
}

std::string fault_of_subject(Json subject, const Json& envelope) {
  if (!subject.contains("content")) return "has no content";
  const auto& type = envelope["type"].get<std::string>();
  if (!cd_shapes().contains(type)) return "no type of CDEvents 0.5: " + type;
  auto fault = fault_of_fields(subject["content"], cd_shapes().at(type));
  if (!fault.empty()) return "content " + fault;
  subject.erase("content");
  fault = fault_of_fields(subject, fields_in("id text! source uriref"));
  if (!fault.empty()) return fault;
  return subject["id"] == envelope.value("subject", "") ? "" : "id is not the envelope's subject";
}

std::string fault_of_bound(const Json& envelope) {
  if (envelope.value("datacontenttype", "") != "application/cdevents+json") return "its media type";
  const auto& data = envelope["data"];
  const Names known = {"context", "subject", "customData", "customDataContentType"};
  for (const auto& [name, value] : data.items()) {
    if (!known.contains(name)) return "has a part " + name;
  }
  if (!data.contains("context") || !data.contains("subject")) return "a part is missing";
  if (data.contains("customData") && !data["customData"].is_object()) return "customData is no map";
  auto fault = fault_of_context(data["context"], envelope);
  if (!fault.empty()) return "context: " + fault;
  fault = fault_of_subject(data["subject"], envelope);
  return fault.empty() ? "" : "subject: " + fault;
}

}  // namespace

const std::map<std::string, std::vector<ShapedField>>& cd_shapes() {
  static const auto shapes = [] {
    std::map<std::string, std::vector<ShapedField>> read;
    std::istringstream lines(read_whole(repository() / "tests/cli/cdevents.shapes"));
    std::vector<ShapedField>* fields = nullptr;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("= ")) fields = &read[line.substr(2)];
      if (fields == nullptr || !line.starts_with("  ")) continue;
      for (auto& each : fields_in(line)) fields->push_back(std::move(each));
    }
    return read;
  }();
  return shapes;
}

std::string sample_of(const std::string& shape) {
  if (pieces().contains(shape)) {
    std::string map;
    for (const auto& member : fields_in(pieces().at(shape))) {
      map += (map.empty() ? "\"" : ",\"") + member.name + "\":" + sample_of(member.shape);
    }
    return "{" + map + "}";
  }
  if (shape == "texts") return R"(["one","two"])";
  if (shape == "uri") return R"("https://host.example/a%20b?c#d")";
  if (shape == "uriref") return R"("/some/where")";
  if (shape == "text") return R"("some text")";
  return "\"" + shape.substr(shape.rfind('|') + 1) + "\"";
}

std::string fault_of_cloud_event(const std::string& json) {
  return fault_of_envelope(Json::parse(json));
}

std::string fault_of_cd_event(const std::string& json) {
  const auto envelope = Json::parse(json);
  auto fault = fault_of_envelope(envelope);
  return fault.empty() ? fault_of_bound(envelope) : fault;
}

}  // namespace azwf::tests
