-- expect: instructions
local s = ("local a = 1 "):rep(20000)
while true do load(s) end
