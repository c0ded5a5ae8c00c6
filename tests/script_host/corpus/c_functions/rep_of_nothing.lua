-- expect: completed
return #(""):rep(1 << 60)
