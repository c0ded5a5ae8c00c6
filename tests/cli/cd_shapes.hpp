// What CDEvents and CloudEvents ask of an event, by cdevents.shapes: independent of the table that
// events are made by.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace azwf::tests {

struct ShapedField {
  std::string name;
  std::string shape;
  bool required = false;
};

// By type: the fields of its content.
const std::map<std::string, std::vector<ShapedField>>& cd_shapes();

// A value of that shape, as JSON.
std::string sample_of(const std::string& shape);

// What is wrong with one envelope, printed as JSON; empty when nothing is.
std::string fault_of_cloud_event(const std::string& json);
// The same of one that binds a CDEvent.
std::string fault_of_cd_event(const std::string& json);

}  // namespace azwf::tests
