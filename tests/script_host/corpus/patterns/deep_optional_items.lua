-- expect: failed
return ("x"):rep(300):find(("x?"):rep(300))
