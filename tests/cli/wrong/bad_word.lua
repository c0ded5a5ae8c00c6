-- A word that is none of those.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", on_interrupt = "retyr" }
  end,
}
