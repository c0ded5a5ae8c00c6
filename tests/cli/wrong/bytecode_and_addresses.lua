-- What would differ from run to run.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local code = string.dump(function() end)
    local padded = ("%-5p"):format({}) .. ("%%p %+05.2f%.3p"):format(1, {}) .. ("%%-5p"):format()
    return string.format("%d %p", 1, {}), ("%s %p"):format("a", {}), code, padded
  end,
}
