-- A parameter that is a text.
return wf.workflow { name = "wrong", params = { n = "integer" }, run = function() end }
