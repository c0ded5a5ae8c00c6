-- expect: instructions
local s = ("ab"):rep(100000)
while true do s:find("%f[%d]x") end
