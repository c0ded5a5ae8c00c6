-- expect: failed
return ("x"):find(("("):rep(300))
