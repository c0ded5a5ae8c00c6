-- expect: instructions
while true do end
return wf.workflow { name = "w", run = function() end }
