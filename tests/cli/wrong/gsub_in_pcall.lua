-- A step in a callback, inside pcall.
return wf.workflow {
  name = "wrong",
  run = function(p)
    return ("a"):gsub("a", function() pcall(function() wf.exec "true" end) end)
  end,
}
