-- expect: completed
local function deep(n) if n == 0 then return "bottom" end return coroutine.wrap(deep)(n - 1) end
return (pcall(deep, 1000))
