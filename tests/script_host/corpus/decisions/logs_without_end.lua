-- expect: too_many_decisions
while true do wf.log.info "x" end
