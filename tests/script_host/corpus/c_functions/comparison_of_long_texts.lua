-- expect: time
local a = ("x"):rep(1 << 20)
local b = a .. "b" a = a .. "a"
while true do local _ = a < b end
