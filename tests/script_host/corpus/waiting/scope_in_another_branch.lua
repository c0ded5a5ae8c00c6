-- expect: completed
local co = coroutine.create(function()
  wf.scope(function() coroutine.yield() wf.async(wf.debug.echo, 1) end)
end)
coroutine.resume(co)
wf.async(function() coroutine.resume(co) end)
