-- expect: completed
return wf.debug.echo(math.mininteger) == math.mininteger
