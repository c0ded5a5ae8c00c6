-- An end is missing.
return wf.workflow { name = "wrong", run = function()
  if true then
end }
