-- A slip in a name, by an alias of wf.
local log = wf.log
return wf.workflow {
  name = "wrong",
  run = function(p)
    log.inof("a")
    log.info("b")
  end,
}
