-- expect: completed
return #wf.debug.echo("a\0b")
