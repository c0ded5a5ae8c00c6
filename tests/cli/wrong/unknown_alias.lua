-- A slip where the alias is declared; its uses are not told again.
local log = wf.logg
return wf.workflow {
  name = "wrong",
  run = function(p)
    log.info("a")
  end,
}
