-- Findings in the order of their columns.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.exce "a" wf.exec { "b", tiemout = 1 } os.exit()
  end,
}
