-- expect: failed
wf.nothing { x = 1 }
