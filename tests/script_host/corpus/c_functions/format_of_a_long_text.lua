-- expect: instructions
local s = ("x"):rep(1 << 20)
while true do local _ = ("%s"):format(s) end
