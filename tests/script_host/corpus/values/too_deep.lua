-- expect: failed
local t = {} for _ = 1, 1000 do t = { t } end wf.debug.echo { value = t }
