-- No Lua at all.
return wf.workflow {
  name = = "wrong",
}
