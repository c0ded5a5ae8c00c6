-- A step in a comparator.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local list = { 3, 1, 2 }
    table.sort(list, function(a, b)
      wf.exec { "true" }
      return a < b
    end)
  end,
}
