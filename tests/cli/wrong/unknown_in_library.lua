-- A slip in a name of Lua's library.
return wf.workflow {
  name = "wrong",
  run = function(p)
    return string.uper("a"), table.conact({ "b" })
  end,
}
