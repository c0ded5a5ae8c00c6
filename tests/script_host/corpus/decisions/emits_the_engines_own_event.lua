-- expect: failed
wf.emit("run.completed", { data = {} })
