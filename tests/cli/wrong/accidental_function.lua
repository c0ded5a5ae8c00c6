-- A function that was not declared local, inside another.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local function outer()
      function inner() return 1 end
      return inner()
    end
    return outer()
  end,
}
