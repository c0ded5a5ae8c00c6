// A page shows the types that it names, and those that they name.
#include "adapters/cli/library_help.hpp"

#include <algorithm>

#include "adapters/cli/annotations.hpp"
#include "adapters/cli/operation_help.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "scripts/library.hpp"

namespace azwf::cli {
namespace {

class Library {
 public:
  explicit Library(const Style& style)
      : all_(read_annotations(scripts::annotations())), style_(style) {}

  std::optional<std::string> page(const std::string& name) {
    const auto* annotation = find(name);
    const auto list = list_below(name);
    if (annotation == nullptr && list.empty()) return std::nullopt;
    const bool is_type = annotation != nullptr && !is_of_scripts(*annotation);
    if (is_type) types_.push_back(annotation);
    if (annotation != nullptr && !is_type) function(*annotation);
    section("what there is", list);
    for (std::size_t i = 0; i < types_.size(); ++i) type(*types_[i]);
    text_.pop_back();  // the blank line behind the last section
    return std::move(text_);
  }

  // Functions and values by name, of the library and of operations.
  [[nodiscard]] Rows rows() const {
    auto rows = operation_rows();
    for (const auto& each : all_) {
      const bool is_table = !each.table.empty() && each.type.empty();
      if (is_of_scripts(each) && !is_table) rows.emplace_back(each.name, each.summary());
    }
    std::ranges::sort(rows);
    return rows;
  }

 private:
  // Whether scripts write its name: types and methods have none of their own.
  static bool is_of_scripts(const Annotation& each) {
    return each.name.starts_with("wf") && (!each.usage.empty() || each.table == each.name);
  }

  [[nodiscard]] const Annotation* find(const std::string& name) const {
    const auto found = std::ranges::find(all_, name, &Annotation::name);
    return found == all_.end() ? nullptr : &*found;
  }

  [[nodiscard]] Rows list_below(const std::string& name) const {
    auto rows = this->rows();
    std::erase_if(rows, [&](const auto& row) { return !row.first.starts_with(name + "."); });
    return rows;
  }

  void section(const std::string& title, const Rows& rows) {
    if (!rows.empty()) text_ += style_.bold(title) + "\n" + rows_text(rows) + "\n";
  }

  void function(const Annotation& each) {
    if (!each.text.empty()) text_ += each.text + "\n\n";
    if (!each.usage.empty()) section("usage", {{each.usage, ""}});
    section("arguments", part_rows(each.params));
    section("result", part_rows(each.results));
  }

  Rows part_rows(const std::vector<AnnotatedPart>& parts) {
    Rows rows;
    for (const auto& part : parts) {
      note_types(part.type);
      const auto what = part.type + (part.is_optional ? ", optional" : "") +
                        (part.text.empty() ? "" : ": " + part.text);
      rows.emplace_back(part.name.empty() ? what : part.name, part.name.empty() ? "" : what);
    }
    return rows;
  }

  // Keeps each type named in the text that has something to tell, to be shown below.
  void note_types(const std::string& text) {
    for (const auto& each : all_) {
      const auto at = text.find(each.name);
      if (!each.usage.empty() || at == std::string::npos) continue;
      const auto end = at + each.name.size();
      const bool is_whole = end == text.size() || !is_letter(text[end]);
      const bool is_told = std::ranges::find(types_, &each) != types_.end();
      const bool tells = !each.fields.empty() || !each.type.empty() || !each.table.empty();
      if (is_whole && !is_told && tells && each.name != "wf") types_.push_back(&each);
    }
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  void type(const Annotation& each) {
    Rows rows;
    if (!each.type.empty()) rows.emplace_back(each.type, "");
    for (const auto* of = &each; of != nullptr; of = find(of->parent)) {
      std::ranges::copy(part_rows(of->fields), std::back_inserter(rows));
    }
    for (const auto& method : all_) {
      const bool is_own = !each.table.empty() && method.name.starts_with(each.table + ":");
      if (is_own) rows.emplace_back(method.usage.substr(each.table.size()), method.in_one_line());
    }
    text_ += style_.bold(each.name) + "\n";
    if (!each.text.empty()) text_ += indented(each.text);
    text_ += rows_text(rows) + "\n";
  }

  const std::vector<Annotation> all_;
  const Style& style_;
  std::string text_;
  std::vector<const Annotation*> types_;
};

}  // namespace

std::optional<std::string> library_page(const std::string& name, const Style& style) {
  return Library(style).page(name);
}

Rows library_rows() { return Library(Style(false)).rows(); }

std::string nearest_in_library(const std::string& name) {
  constexpr std::string_view prefix = "wf.";
  std::vector<std::string> names;
  for (const auto& row : library_rows()) names.push_back(row.first.substr(prefix.size()));
  const auto nearest = nearest_name(name.substr(prefix.size()), names);
  return nearest.empty() ? "" : std::string(prefix) + nearest;
}

}  // namespace azwf::cli
