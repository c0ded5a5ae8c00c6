-- The debug library is out of reach.
return wf.workflow {
  name = "wrong",
  run = function(p)
    print(debug.traceback())
    return debug.getinfo(1)
  end,
}
