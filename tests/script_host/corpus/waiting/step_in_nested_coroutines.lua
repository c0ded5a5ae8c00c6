-- expect: completed
local function inner() return wf.debug.echo(1) end
return coroutine.wrap(function() return coroutine.wrap(inner)() end)()
