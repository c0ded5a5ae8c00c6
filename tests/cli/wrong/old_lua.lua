-- What older Lua had.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local a, b = unpack({ 1, 2 })
    return table.getn({ a }), math.pow(b, 2), setfenv, string.gfind
  end,
}
