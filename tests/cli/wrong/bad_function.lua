-- A table where a function belongs.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.async({ 1 })
    wf.scope "name"
  end,
}
