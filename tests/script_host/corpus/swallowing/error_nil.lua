-- expect: failed
error(nil)
