-- A local wf is no wf; the one outside still is.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local function of(wf) return wf.anything() end
    wf.anything()
    return of { anything = print }
  end,
}
