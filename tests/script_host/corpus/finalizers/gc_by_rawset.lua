-- expect: completed
local m = setmetatable({}, {}) setmetatable({}, m)
rawset(m, "__gc", function() while true do end end)
for i = 1, 3000 do local _ = { i } end return 1
