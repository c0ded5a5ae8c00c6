// Random documents and edits: an edited text reads as the same edit of the values, and every line
// that the edit does not concern is there as it was.
#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include <random>

#include "adapters/json/json.hpp"
#include "engine/yaml/yaml.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {

namespace {

using Json = nlohmann::json;
using yaml::Path;

// A line of a document, and the value it belongs to.
struct Line {
  std::string text;
  Path path;
};

class Writer {
 public:
  explicit Writer(std::mt19937_64& random) : random_(random) {}

  std::vector<Line> lines;
  std::vector<Path> paths;  // of all values but the root

  void map(const Path& path, std::size_t column, int depth) {
    for (auto count = 1 + below(4); count > 0; --count) {
      if (below(4) == 0) add(path, std::string(column, ' ') + "# note " + std::to_string(++count_));
      if (below(6) == 0) lines.push_back({"", path});
      const auto key = key_text();
      value(extended(path, key.second), std::string(column, ' ') + key.first + ":", column, depth);
    }
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  static Path extended(Path path, yaml::PathPart part) {
    path.push_back(std::move(part));
    return path;
  }

  void add(const Path& path, std::string text) { lines.push_back({std::move(text), path}); }

  // As written, and as it reads.
  std::pair<std::string, std::string> key_text() {
    const auto name = std::vector{"k", "key ", "it's "}[below(3)] + std::to_string(++count_);
    if (below(3) == 0) return {"\"" + name + "\"", name};
    return {name, name};
  }

  std::string scalar() {
    const auto n = std::to_string(++count_);
    const std::vector<std::string> forms = {
        n,           "\"" + n + "\"",     "'it''s " + n + "'",        "0." + n + "0",
        "text " + n, "${NAME_" + n + "}", "\"a: # \\\"" + n + "\"",   "true",
        "~",         "[" + n + ", x]",    "{a: " + n + ", b: \"}\"}", "{}",
        "[]",        "it's " + n,         "http://x/" + n + "#y"};
    return forms[below(forms.size())];
  }

  std::string comment() { return below(2) == 0 ? "" : " # about " + std::to_string(++count_); }

  void value(const Path& path, const std::string& head, std::size_t column, int depth) {
    paths.push_back(path);
    const auto form = below(depth > 0 ? 8 : 5);
    if (form == 0) return add(path, head + comment());
    if (form < 4) return add(path, head + " " + scalar() + comment());
    if (form == 4) {
      add(path, head + " |" + comment());
      add(path, std::string(column + 2, ' ') + "line " + std::to_string(++count_));
      return add(path, std::string(column + 4, ' ') + "more # no comment");
    }
    add(path, head + comment());
    if (form == 5) return list(path, column + 2 * below(2), depth - 1);
    map(path, column + 2 + 2 * below(2), depth - 1);
  }

  void list(const Path& path, std::size_t column, int depth) {
    const auto count = 1 + static_cast<std::int64_t>(below(3));
    for (std::int64_t i = 1; i <= count; ++i) {
      const auto item = extended(path, i);
      paths.push_back(item);
      const auto first = lines.size();
      if (depth > 0 && below(3) == 0) {
        map(item, column + 2, depth - 1);
        while (lines[first].text.empty() || lines[first].text[column + 2] == '#') {
          lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(first));
        }
        lines[first].text[column] = '-';
      } else {
        add(item, std::string(column, ' ') + "- " + scalar() + comment());
      }
    }
  }

  std::mt19937_64& random_;
  std::size_t count_ = 0;
};

bool is_below(const Path& path, const Path& top) {
  return path.size() >= top.size() && std::equal(top.begin(), top.end(), path.begin());
}

Json* find(Json& root, const Path& path) {
  auto* json = &root;
  for (const auto& part : path) {
    if (const auto* key = std::get_if<std::string>(&part)) {
      if (json->is_null()) *json = Json::object();
      json = &(*json)[*key];
    } else {
      json = &(*json)[static_cast<std::size_t>(std::get<std::int64_t>(part) - 1)];
    }
  }
  return json;
}

Json json_of(const std::string& text) {
  const auto value = yaml::packed_of_yaml(text, Limits{});
  BOOST_REQUIRE_MESSAGE(value, (value ? "" : value.error().message) << "\n" << text);
  return Json::parse(json_text(*value));
}

struct Planned {
  yaml::Change change;
  Json wanted;
  Path concerned;
};

Planned plan_remove(Json before, const Path& path) {
  auto parent = path;
  parent.pop_back();
  auto& around = *find(before, parent);
  const bool is_last = around.size() == 1;
  if (const auto* key = std::get_if<std::string>(&path.back()))
    around.erase(*key);
  else
    around.erase(static_cast<std::size_t>(std::get<std::int64_t>(path.back()) - 1));
  return {yaml::RemoveValue{path}, before, is_last ? parent : path};
}

Planned plan(std::mt19937_64& random, const Json& before, const std::vector<Path>& paths) {
  auto path = paths[random() % paths.size()];
  const auto kind = random() % 4;
  if (kind == 0) return plan_remove(before, path);
  const std::vector<std::string> values = {"5",       "0.5",
                                           "\"new\"", "\"007\"",
                                           "null",    "{\"x\":{\"z\":[1,\"it's\"]}}",
                                           "[]",      "[[1],{\"x\":2}]"};
  const auto text = values[random() % values.size()];
  auto wanted = before;
  if (kind == 1 && std::holds_alternative<std::string>(path.back())) path.back() = "added";
  *find(wanted, path) = Json::parse(text);
  const auto value = yaml::packed_of_yaml(text, Limits{}).value();
  return {yaml::SetValue{path, value, {}, false}, wanted, path};
}

void expect_kept(const std::vector<Line>& lines, const std::string& after, const Path& concerned) {
  std::size_t at = 0;
  for (const auto& line : lines) {
    if (line.text.empty() || is_below(line.path, concerned)) continue;
    // A first key is removed from behind its dash, so what is before the key may change.
    const auto text = line.text.substr(line.text.find_first_not_of(" -")) + "\n";
    const auto found = after.find(text, at);
    BOOST_REQUIRE_MESSAGE(found != std::string::npos, line.text << " is gone from\n" << after);
    at = found + text.size();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_yaml)

BOOST_AUTO_TEST_CASE(edits_change_what_they_should_and_nothing_else) {
  std::size_t refused = 0;
  std::size_t count = 0;
  for (const auto seed : seeds("AZWF_YAML_COUNT", 2'000)) {
    std::mt19937_64 random(seed);
    Writer writer(random);
    writer.map({}, 0, 3);
    std::string before;
    for (const auto& line : writer.lines) before += line.text + "\n";
    const auto [change, wanted, concerned] = plan(random, json_of(before), writer.paths);
    ++count;
    const auto after = yaml::edit_yaml(before, {change}, Limits{});
    BOOST_TEST_CONTEXT("seed " << seed << "\n" << before) {
      if (!after) {
        BOOST_TEST(after.error().code == "cannot_edit");
        ++refused;
        continue;
      }
      BOOST_TEST(json_of(*after) == wanted, "\n" << *after);
      expect_kept(writer.lines, *after, concerned);
      if (std::holds_alternative<yaml::RemoveValue>(change)) continue;
      BOOST_TEST((yaml::edit_yaml(*after, {change}, Limits{}) == after));  // a second time: nothing
    }
  }
  BOOST_TEST_MESSAGE("refused " << refused << " of " << count);
  BOOST_TEST(refused * 10 < count);
}

BOOST_AUTO_TEST_CASE(damaged_documents_are_answers_or_errors) {
  constexpr std::string_view signs = "{}[]:-#&*!|>'\"%@`?,~ \n\t\r\\x0";
  for (const auto seed : seeds("AZWF_YAML_COUNT", 2'000)) {
    std::mt19937_64 random(seed);
    Writer writer(random);
    writer.map({}, 0, 3);
    std::string text;
    for (const auto& line : writer.lines) text += line.text + "\n";
    for (auto count = 1 + random() % 8; count > 0; --count) {
      text[random() % text.size()] = signs[random() % signs.size()];
    }
    const auto value = yaml::packed_of_yaml(text, Limits{});
    const auto& path = writer.paths[random() % writer.paths.size()];
    const auto edited =
        yaml::edit_yaml(text, {yaml::SetValue{path, packed_string("new"), {}, false}}, Limits{});
    BOOST_TEST_CONTEXT("seed " << seed << "\n" << text) {
      if (value) BOOST_TEST(yaml::yaml_of(*value).has_value());
      if (!edited || !value) continue;
      auto json = json_of(*edited);
      BOOST_TEST(*find(json, path) == "new");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
