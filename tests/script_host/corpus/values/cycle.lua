-- expect: failed
local t = {} t.t = t wf.debug.echo { value = t }
