-- expect: failed
wf.wait_event { type = "run.completed" }
