-- expect: instructions
local function f() return pcall(function() while true do end end) end
while true do pcall(f) end
