-- The garbage collector is out of reach.
return wf.workflow {
  name = "wrong",
  run = function(p)
    collectgarbage()
    local cache = setmetatable({}, { __mode = "k" })
    return setmetatable(cache, { __gc = function() end })
  end,
}
