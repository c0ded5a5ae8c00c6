-- expect: failed
local t = {} for i = 1, 120000 do t[i] = true end wf.debug.echo { value = t }
