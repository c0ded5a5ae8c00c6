-- A comparator that waits by way of another function.
local function stamp(name) return wf.files.stat(name).modified end
local function newer(a, b) return stamp(a) > stamp(b) end
return wf.workflow {
  name = "wrong",
  run = function(p)
    local list = { 2, 1 }
    table.sort(list, newer)
  end,
}
