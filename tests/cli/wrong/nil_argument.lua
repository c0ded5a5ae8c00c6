-- nil where a value belongs.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.sleep(nil)
  end,
}
