-- Values of other types than belong there.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exec { "true", cwd = 5, ok = { "0" }, env = { A = 1 } }
  end,
}
