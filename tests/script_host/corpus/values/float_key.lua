-- expect: failed
wf.debug.echo { value = { [1.5] = 1 } }
