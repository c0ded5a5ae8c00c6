-- A slip in a field of the workflow.
return wf.workflow { name = "wrong", parms = {}, run = function() end }
