-- expect: memory
local all = {}
for i = 1, 100 do wf.debug.echo(i) all[i] = ("x"):rep(500000) .. i end
