-- A step where a text is made of a table.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local clock = { __tostring = function() return wf.shell("date").stdout end }
    return tostring(setmetatable({}, clock))
  end,
}
