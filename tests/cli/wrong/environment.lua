-- The environment is not a script's to read.
return wf.workflow {
  name = "wrong",
  run = function(p)
    return os.getenv("HOME")
  end,
}
