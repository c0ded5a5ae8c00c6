-- expect: instructions
local s = ("a"):rep(1 << 20)
while true do s:find("aaab", 1, true) end
