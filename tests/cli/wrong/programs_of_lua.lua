-- Programs by Lua's own library.
return wf.workflow {
  name = "wrong",
  run = function(p)
    os.execute("ls")
    return io.popen("ls"):read("a")
  end,
}
