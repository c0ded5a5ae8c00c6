-- The rest of os.
return wf.workflow {
  name = "wrong",
  run = function(p)
    os.remove("a")
    os.rename("b", "c")
    os.tmpname()
    os.setlocale("C")
    os.exit(1)
  end,
}
