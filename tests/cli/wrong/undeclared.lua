-- A variable that nothing assigns.
return wf.workflow {
  name = "wrong",
  run = function(p)
    if verbose then print("a") end
  end,
}
