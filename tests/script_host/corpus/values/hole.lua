-- expect: failed
wf.debug.echo { value = { 1, nil, 3, [10] = 1 } }
