-- expect: failed
return ("x"):rep(1 << 40)
