// A function waits when a call in it does, or a function of the script that it calls. Functions
// that are only made inside are not called by that, unless pcall or the like is given them.
#include <algorithm>
#include <map>

#include "adapters/cli/check/rules.hpp"

namespace azwf::cli::check {
namespace {

// The call in a function that waits, and the function of `wf` it comes to.
struct Wait {
  const Node* call = nullptr;
  std::string what;
};

struct Callback {
  const Node* function = nullptr;
  std::string_view where;
};

class Waits {
 public:
  Waits(const Types& types, Report& report) : types_(types), report_(report) {}

  void visit(const Node& node, bool is_loading) {
    if (is_loading) check_loading(node);
    for (const auto& callback : callbacks_of(node)) check(callback);
    for (const auto* part : node.parts) visit(*part, is_loading && !part->is(NodeKind::function));
  }

 private:
  void check_loading(const Node& node) {
    if (!node.is(NodeKind::call)) return;
    const auto wait = wait_of_call(node);
    if (!wait) return;
    report_.add(*wait->call, "not_running",
                wait->what + " is called while the script is loaded, when there is no run yet",
                "call it in run = function(params) … end");
  }

  void check(const Callback& callback) {
    const auto* function = known_function(*callback.function);
    if (const auto* direct = waiting_function(*callback.function)) {
      report_.add(*callback.function, "cannot_wait",
                  direct->name + " has to wait, and Lua cannot suspend inside " +
                      std::string(callback.where),
                  "call it before, and use the result there");
    }
    if (function == nullptr) return;
    for (const auto& wait : waits_in(*function)) {
      report_.add(
          *wait.call, "cannot_wait",
          wait.what + " has to wait, and Lua cannot suspend inside " + std::string(callback.where),
          "call it before, and use the result there");
    }
  }

  // Functions that this node hands to C code that calls them.
  static std::vector<Callback> callbacks_of(const Node& node) {
    if (node.is(NodeKind::entry) && node.parts.size() == 2 && node.part(0).text == "__tostring" &&
        node.part(0).is(NodeKind::literal)) {
      return {{&node.part(1), "a __tostring metamethod"}};
    }
    const auto count = node.parts.size();
    if (node.is(NodeKind::method)) {
      if (node.text != "gsub" || count < 3) return {};
      return {{&node.part(2), "a gsub callback"}};
    }
    if (!node.is(NodeKind::call)) return {};
    const auto path = global_path(node.part(0));
    if (path == "table.sort" && count > 2) return {{&node.part(2), "a table.sort comparator"}};
    if (path == "string.gsub" && count > 3) return {{&node.part(3), "a gsub callback"}};
    return {};
  }

  const std::vector<Wait>& waits_in(const Node& function) {
    const auto [known, is_new] = known_.try_emplace(&function);
    if (!is_new) return known->second;  // of a recursion in progress: none so far
    std::vector<Wait> waits;
    collect(function.part(1), waits);
    return known->second = std::move(waits);
  }

  void collect(const Node& node, std::vector<Wait>& waits) {
    if (node.is(NodeKind::call)) {
      if (auto wait = wait_of_call(node)) waits.push_back(*std::move(wait));
      collect_called_by(node, waits);
    }
    if (node.is(NodeKind::method) && node.text == "await") {
      if (is_future(node.part(0))) waits.push_back({&node, "wf.async(…):await()"});
    }
    for (const auto* part : node.parts) {
      if (!part->is(NodeKind::function)) collect(*part, waits);
    }
  }

  // pcall(function() … end) runs it here.
  void collect_called_by(const Node& call, std::vector<Wait>& waits) {
    const auto path = global_path(call.part(0));
    if ((path != "pcall" && path != "xpcall") || call.parts.size() < 2) return;
    if (const auto* direct = waiting_function(call.part(1))) waits.push_back({&call, direct->name});
    const auto& function = bare(call.part(1));
    if (function.is(NodeKind::function))
      std::ranges::copy(waits_in(function), std::back_inserter(waits));
  }

  std::optional<Wait> wait_of_call(const Node& call) {
    const auto& callee = call.part(0);
    if (const auto* direct = waiting_function(callee)) return Wait{&call, direct->name};
    const auto* function = known_function(callee);
    if (function == nullptr) return std::nullopt;
    const auto& inner = waits_in(*function);
    return inner.empty() ? std::nullopt : std::optional(Wait{&call, inner.front().what});
  }

  [[nodiscard]] const Annotation* waiting_function(const Node& callee) const {
    const auto path = global_path(callee);
    const auto* found = path ? types_.find(*path) : nullptr;
    return found != nullptr && found->waits && !found->usage.empty() ? found : nullptr;
  }

  static bool is_future(const Node& of) {
    const auto& node = bare(of);
    if (node.is(NodeKind::call)) return global_path(node.part(0)) == "wf.async";
    const auto* variable = node.is(NodeKind::name) ? node.variable : nullptr;
    if (variable == nullptr || variable->is_assigned || variable->value == nullptr) return false;
    return is_future(*variable->value);
  }

  const Types& types_;
  Report& report_;
  std::map<const Node*, std::vector<Wait>> known_;
};

}  // namespace

void check_waits(const Syntax& syntax, const Types& types, Report& report) {
  Waits(types, report).visit(*syntax.root, true);
}

}  // namespace azwf::cli::check
