-- A slip in the options of a parameter.
return wf.workflow {
  name = "wrong",
  params = { n = wf.integer { mni = 1 }, s = wf.string { pattern = 5 } },
  run = function() end,
}
