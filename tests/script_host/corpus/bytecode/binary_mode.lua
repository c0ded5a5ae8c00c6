-- expect: failed
assert(load("\27Lua", "x", "b"))()
