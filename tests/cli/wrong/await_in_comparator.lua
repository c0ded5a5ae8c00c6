-- A future awaited in a comparator.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local future = wf.async(function() return 1 end)
    table.sort({ 2, 1 }, function() return future:await() end)
  end,
}
