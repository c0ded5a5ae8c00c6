-- A slip in the name of a function of the script's own.
function greet() return "hello" end
return wf.workflow {
  name = "wrong",
  run = function(p)
    return gret()
  end,
}
