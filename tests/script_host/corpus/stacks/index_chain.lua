-- expect: completed
local t = {} for _ = 1, 3000 do t = setmetatable({}, { __index = t }) end
return (pcall(function() return t.x end))
