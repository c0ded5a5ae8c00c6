-- expect: too_many_decisions
while true do wf.emit("a.b") end
