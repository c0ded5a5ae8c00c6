-- A signal with a slip in its options.
return wf.workflow {
  name = "wrong",
  run = function(p)
    return wf.signal("go", { timout = "1h" })
  end,
}
