-- What would differ from run to run.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local code = string.dump(function() end)
    return string.format("%d %p", 1, {}), ("%s %p"):format("a", {}), code
  end,
}
