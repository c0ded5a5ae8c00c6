-- expect: time
local t = { [("x"):rep(1 << 20)] = 1 }
local key = ("x"):rep(1 << 20)
while true do local _ = t[key] end
