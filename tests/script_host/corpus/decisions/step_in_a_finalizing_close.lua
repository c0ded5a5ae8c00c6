-- expect: failed
local x <close> = setmetatable({}, { __close = function() wf.debug.echo(1) end })
error "now"
