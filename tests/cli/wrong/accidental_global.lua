-- A variable that was not declared local.
return wf.workflow {
  name = "wrong",
  run = function(p)
    for i = 1, 3 do
      total = (total or 0) + i
    end
    return total
  end,
}
