-- A slip in a field of the operation.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", evn = { A = "b" } }
  end,
}
