-- Files by Lua's own library.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local file = io.open("a", "w")
    file:write("b")
    io.write("c")
    for line in io.lines("a") do print(line) end
  end,
}
