-- A number where a command belongs.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.shell(42)
  end,
}
