-- expect: completed
local m = {} m.__eq = function(a, b) return a == b end
local a, b = setmetatable({}, m), setmetatable({}, m)
return (pcall(function() return a == b end))
