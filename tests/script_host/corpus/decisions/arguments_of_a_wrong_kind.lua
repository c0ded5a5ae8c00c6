-- expect: failed
wf.debug.echo(print)
