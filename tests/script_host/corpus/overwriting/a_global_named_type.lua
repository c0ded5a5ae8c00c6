-- expect: failed
type = "release"
wf.scope(function() wf.undo(function() wf.debug.echo(1) end) error "x" end)
