-- A slip in the name of an operation.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exce { "true" }
  end,
}
