-- Other ways to load code.
return wf.workflow {
  name = "wrong",
  run = function(p)
    dofile("a.lua")
    loadfile("b.lua")
    local path = package.path
    return loadstring("return 1"), path
  end,
}
