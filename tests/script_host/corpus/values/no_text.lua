-- expect: completed
wf.debug.echo("\xff\xfe")
