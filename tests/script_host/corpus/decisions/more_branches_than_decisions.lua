-- expect: failed
local list = {}
for i = 1, 10001 do list[i] = i end
wf.map(list, function(n) wf.debug.echo(n) end)
