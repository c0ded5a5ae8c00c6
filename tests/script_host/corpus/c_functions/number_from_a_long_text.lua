-- expect: instructions
local s = (" "):rep(1 << 20) .. "1"
while true do tonumber(s) end
