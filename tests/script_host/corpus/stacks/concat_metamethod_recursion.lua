-- expect: completed
local t = setmetatable({}, {}) getmetatable(t).__concat = function(a, b) return a .. b end
return (pcall(function() return t .. t end))
