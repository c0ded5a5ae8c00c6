-- expect: failed
local t = setmetatable({}, { __tostring = function() return wf.debug.echo("x") end })
return tostring(t)
