-- expect: instructions
local s = ("x"):rep(3000)
while true do s = s:gsub(".", "%0%0") end
