-- A list that has a name in it.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.yaml.edit("a: 1", { set = "a", value = 2 })
  end,
}
