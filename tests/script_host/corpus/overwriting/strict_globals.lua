-- expect: completed
setmetatable(_G, { __index = function(_, name) error("no global " .. name) end })
return wf.map({ 1, 2 }, function(n) return wf.debug.echo(n) end, { limit = 1 })
