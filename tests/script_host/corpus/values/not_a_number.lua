-- expect: failed
wf.debug.echo(0 / 0)
