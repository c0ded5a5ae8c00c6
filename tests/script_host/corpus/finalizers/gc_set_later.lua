-- expect: completed
local m = {} setmetatable({}, m) m.__gc = function() while true do end end
for i = 1, 3000 do local _ = { i } end return 1
