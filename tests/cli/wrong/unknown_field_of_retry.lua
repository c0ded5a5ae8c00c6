-- A slip inside retry.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", retry = { atempts = 3 } }
  end,
}
