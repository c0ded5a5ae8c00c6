-- expect: too_many_decisions
while true do pcall(wf.emit, "a.b") end
