-- A retry that is a text.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", retry = "3" }
  end,
}
