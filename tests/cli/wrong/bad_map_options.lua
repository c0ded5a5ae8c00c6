-- A limit that is a text.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.map({ 1 }, function(n) return n end, { limit = "2" })
  end,
}
