-- Calls without what they need.
return wf.workflow {
  name = "wrong",
  run = function(p)
    wf.sleep()
    wf.wait_event { subject = "a" }
    wf.emit()
  end,
}
