-- expect: too_many_decisions
while true do print "x" end
