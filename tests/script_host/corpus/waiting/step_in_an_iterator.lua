-- expect: completed
local n = 0
for v in function() n = n + 1 if n < 4 then return wf.debug.echo(n) end end do n = v end return n
