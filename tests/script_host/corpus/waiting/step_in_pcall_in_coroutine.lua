-- expect: completed
local function inner() return wf.debug.echo(2) end
return select(2, coroutine.wrap(function() return pcall(inner) end)())
