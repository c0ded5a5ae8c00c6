-- expect: failed
("x"):gsub(".", function() wf.debug.echo(1) end)
