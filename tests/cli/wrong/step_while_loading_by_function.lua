-- A function that waits, called outside of run.
local function host() return wf.shell("hostname").stdout end
local name = host()
return wf.workflow { name = "wrong", run = function() return name end }
