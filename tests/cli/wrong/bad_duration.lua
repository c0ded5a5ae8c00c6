-- A text that is no duration.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", timeout = "10 minutes" }
    wf.sleep "soon"
  end,
}
