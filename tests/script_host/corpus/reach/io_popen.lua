-- expect: failed
io.popen("true")
