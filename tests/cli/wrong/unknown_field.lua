-- A slip in a policy field.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", tmeout = "1m" }
  end,
}
