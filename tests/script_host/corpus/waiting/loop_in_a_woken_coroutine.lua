-- expect: instructions
coroutine.wrap(function() wf.debug.echo(1) while true do end end)()
