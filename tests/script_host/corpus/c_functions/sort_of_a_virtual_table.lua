-- expect: completed
local t = setmetatable({}, { __len = function() return (1 << 31) - 2 end, __index = rawlen })
table.sort(t) return 1
