-- A retry that does not say how often.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.retry({ first = "1s" }, function() end)
  end,
}
