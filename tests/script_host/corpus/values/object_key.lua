-- expect: failed
wf.debug.echo { value = { [{}] = 1 } }
