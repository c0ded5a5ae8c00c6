-- A name like no other.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.quantum_leap()
  end,
}
