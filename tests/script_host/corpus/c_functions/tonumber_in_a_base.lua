-- expect: instructions
local s = ("1"):rep(1 << 20)
while true do tonumber(s, 36) end
