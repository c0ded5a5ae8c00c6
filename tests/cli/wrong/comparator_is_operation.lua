-- An operation as the callback itself.
return wf.workflow {
  name = "wrong",
  run = function(p)
    return ("a"):gsub("a", wf.shell)
  end,
}
