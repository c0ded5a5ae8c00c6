// A merge sort: equal items keep their order, as stock Lua's quicksort does not, and any
// comparator, however wrong, gives some order after n log n calls.
#include <vector>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/table_library.hpp"

namespace azwf::lua {
namespace {

constexpr lua_Integer sorted_items_max = 1'000'000;

// Sorts positions of the list at 1 by the items that stand there; the comparator is at 2, or nil.
class Sorter {
 public:
  explicit Sorter(lua_State* L) : L_(L), has_comparator_(!lua_isnil(L, 2)) {}

  std::vector<lua_Integer> sorted(lua_Integer count) {
    std::vector<lua_Integer> order(static_cast<std::size_t>(count));
    for (lua_Integer i = 0; i < count; ++i) order[static_cast<std::size_t>(i)] = i + 1;
    std::vector<lua_Integer> merged(order.size());
    for (std::size_t width = 1; width < order.size(); width *= 2) {
      for (std::size_t start = 0; start < order.size(); start += 2 * width) {
        merge(order, merged, start, width);
      }
      order.swap(merged);
    }
    return order;
  }

 private:
  void merge(const std::vector<lua_Integer>& from, std::vector<lua_Integer>& to, std::size_t start,
             std::size_t width) {
    const auto middle = std::min(start + width, from.size());
    const auto end = std::min(start + 2 * width, from.size());
    auto left = start;
    auto right = middle;
    for (auto at = start; at < end; ++at) {
      const bool take_right =
          left == middle || (right < end && goes_first(from[right], from[left]));
      to[at] = take_right ? from[right++] : from[left++];
    }
  }

  // Whether the later item belongs before the earlier one; equal items stay.
  bool goes_first(lua_Integer later, lua_Integer earlier) {
    if (AZWF_PLANTED(31)) return !less(earlier, later);
    return less(later, earlier);
  }

  bool less(lua_Integer left, lua_Integer right) {
    if (has_comparator_) {
      lua_pushvalue(L_, 2);
      lua_rawgeti(L_, 1, left);
      lua_rawgeti(L_, 1, right);
      lua_call(L_, 2, 1);
    } else {
      lua_rawgeti(L_, 1, left);
      lua_rawgeti(L_, 1, right);
      lua_pushboolean(L_, lua_compare(L_, -2, -1, LUA_OPLT));
    }
    const bool is_less = lua_toboolean(L_, -1) != 0;
    lua_settop(L_, 2);
    return is_less;
  }

  lua_State* L_;
  bool has_comparator_;
};

}  // namespace

int sort_table(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  const auto count = static_cast<lua_Integer>(lua_rawlen(L, 1));
  luaL_argcheck(L, count <= sorted_items_max, 1, "list too long to sort");
  context_of(L).budget.charge(L, static_cast<std::uint64_t>(count));
  const CannotSuspend guard(L, "a table.sort comparator");
  const auto order = Sorter(L).sorted(count);
  lua_createtable(L, static_cast<int>(count), 0);
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, 1, order[static_cast<std::size_t>(i - 1)]);
    lua_rawseti(L, 3, i);
  }
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, 3, i);
    lua_rawseti(L, 1, i);
  }
  return 0;
}

}  // namespace azwf::lua
