-- expect: failed
load("\27Lua\x54\0")()
