-- A slip in a name below a table of wf.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.files.raed "a"
    wf.log.wran("b")
  end,
}
