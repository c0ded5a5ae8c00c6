-- expect: failed
wf.debug.echo(("x"):rep(2 << 20))
