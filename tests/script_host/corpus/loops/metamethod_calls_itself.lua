-- expect: instructions
local t = setmetatable({}, {})
getmetatable(t).__index = function(_, k) return k end
while true do local _ = t.x end
