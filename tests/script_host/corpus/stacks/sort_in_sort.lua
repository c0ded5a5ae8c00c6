-- expect: completed
local function order(a, b) table.sort({ 2, 1 }, order) return a < b end
return (pcall(table.sort, { 2, 1 }, order))
