-- expect: completed
return wf.debug.echo(math.huge) == math.huge
