-- expect: failed
local function dig() wf.async(dig):await() end
dig()
