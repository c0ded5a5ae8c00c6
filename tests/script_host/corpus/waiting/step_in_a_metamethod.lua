-- expect: completed
local t = setmetatable({}, { __index = function(_, k) return wf.debug.echo(k) end })
return t.x
