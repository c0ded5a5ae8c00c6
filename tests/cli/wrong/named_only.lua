-- A value by position where there are named fields only.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.files.move { "a", "b" }
  end,
}
