-- Waits in callbacks of gsub, by function and by method.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local text = ("a"):gsub("a", function() return wf.shell("date").stdout end)
    return string.gsub(text, "a", function() wf.sleep(1) end)
  end,
}
