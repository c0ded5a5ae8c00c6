-- A step outside of run.
local host = wf.exec { "hostname" }.stdout
return wf.workflow { name = "wrong", run = function() return host end }
