-- A workflow that does nothing.
return wf.workflow { name = "wrong" }
