-- Columns count characters, not bytes.
return wf.workflow {
  name = "wrong",
  run = function(p)
    local s = "äöü" wf.exce(s)
  end,
}
