-- expect: failed
debug.sethook()
