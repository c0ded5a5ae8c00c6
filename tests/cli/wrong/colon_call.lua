-- A colon where a dot belongs.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf:exec { "true" }
    wf.log:info("a")
  end,
}
