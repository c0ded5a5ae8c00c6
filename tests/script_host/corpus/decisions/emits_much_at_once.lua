-- expect: too_many_decisions
while true do wf.emit("a.b", { data = ("x"):rep(500000) }) end
