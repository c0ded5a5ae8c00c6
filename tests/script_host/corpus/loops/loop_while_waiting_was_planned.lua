-- expect: instructions
local ok = pcall(wf.debug.echo, 1)
while ok do ok = true end
