-- A number among the arguments of a program.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "sleep", 5 }
  end,
}
