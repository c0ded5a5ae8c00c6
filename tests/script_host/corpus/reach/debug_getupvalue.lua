-- expect: failed
debug.getupvalue(print, 1)
