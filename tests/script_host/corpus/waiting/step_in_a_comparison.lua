-- expect: failed
table.sort({ 2, 1 }, function(a, b) wf.debug.echo(1) return a < b end)
