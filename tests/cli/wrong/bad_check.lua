-- A check that is no function.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", check = true }
  end,
}
