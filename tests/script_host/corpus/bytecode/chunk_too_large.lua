-- expect: failed
load(("x"):rep(1 << 20))
